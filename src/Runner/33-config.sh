# ---- 33-config.sh ----
# Reads the configuration of an OCI image: command, working directory, user, stop signal and variables. A .sif file that Apptainer made of
# an OCI image contains it as JSON. The part reads it directly from the file, because "apptainer sif" would cost two processes of 20 ms
# each. An image that is a folder has no configuration. The text comes from the image, so it is never evaluated.
#
# Offers: read_config()
# Reads:  get() warn() cK_arg_N dir image value
# Sets:   cK_stop_signal cwd_K image_env_K_N image_envs_K is_known_K user_K word_K_N words_K
# Plan:   cK_args cK_cwd cK_name

# read_config K: sets what container K takes from its $image: cwd_K, user_K, image_envs_K, image_env_K_1 .., and the stop signal if the pod
# has none. If the configuration could be read ($is_known_K), it also sets words_K, word_K_1 .., the command to run if the pod has none.
read_config() {
    get "config_of_$1"
    [ "$value" != "$image" ] || return 0
    eval "config_of_$1='' user_$1='' image_envs_$1=0 words_$1=0 is_known_$1=''"
    get "c${1}_cwd"
    eval "cwd_$1=\$value"
    config_seconds=10 is_final=1
    if find_config && read_words "$1"; then use_config "$1"; fi
    # If reading took too long, it is tried again when the container starts again.
    [ -z "$is_final" ] || eval "config_of_$1=\$image"
}

# use_config K: takes from the image what the pod does not set.
use_config() {
    get "cwd_$1"
    [ -n "$value" ] || [ -z "$config_cwd" ] || { clean_path "$config_cwd"; eval "cwd_$1=\$path"; }
    eval "user_$1=\$config_user"
    get "c${1}_stop_signal"
    [ -n "$value" ] || case ${config_stop#SIG} in
        *[!A-Z0-9+-]*) ;;
        *) eval "c${1}_stop_signal=\${config_stop#SIG}" ;;
    esac
    eval "image_envs_$1=$config_envs"
    take_words "$1"
}

# clean_path PATH: sets $path to the absolute path without "." and "..". A path of more than 4096 bytes cannot name a folder and stays as it
# is.
clean_path() {
    path='' config_rest=$1/
    [ "${#1}" -le 4096 ] || { path=$1; return; }
    while [ -n "$config_rest" ]; do
        config_step=${config_rest%%/*} config_rest=${config_rest#*/}
        case $config_step in ''|.) ;; ..) path=${path%/*} ;; *) path=$path/$config_step ;; esac
    done
    path=${path:-/}
}

# take_words K: sets the command to the image's entrypoint with the pod's arguments, or with the image's own.
take_words() {
    n=0
    while [ "$n" -lt "$config_words" ]; do n=$((n + 1)); eval "word_${1}_$n=\$config_word_$n"; done
    get "c${1}_args"; own=${value:-0} i=1
    if [ "$own" != 0 ]; then
        while [ "$i" -le "$own" ]; do n=$((n + 1)); eval "word_${1}_$n=\$c${1}_arg_$i"; i=$((i + 1)); done
    else
        while [ "$i" -le "$config_cmds" ]; do n=$((n + 1)); eval "word_${1}_$n=\$config_cmd_$i"; i=$((i + 1)); done
    fi
    eval "words_$1=$n is_known_$1=1"
}

# find_config: sets $config_offset and $config_size of the JSON in the file. A .sif begins with 4096 bytes, then come descriptions of 585
# bytes each: type, used, three numbers, offset and size at 17, name at 73.
find_config() {
    [ -f "$image" ] || return 1
    described=$(head -c 32768 "$image" 2>/dev/null | LC_ALL=C grep -a -b -o -e SIF_MAGIC -e 'oci-config\.json')
    case $described in 32:SIF_MAGIC*oci-config.json*) ;; *) return 1 ;; esac
    described=${described%%:oci-config.json*}
    described=${described##*[!0-9]}
    # shellcheck disable=SC2046
    set -- $(od -A n -v -t d8 --endian=little -j $((described - 73 + 17)) -N 16 "$image" 2>/dev/null)
    [ "$#" = 2 ] && [ "$1" -gt 0 ] && [ "$2" -gt 0 ] && [ "$2" -le 1048576 ] || return 1
    config_offset=$1 config_size=$2
}

config_bytes() { dd if="$image" bs=64K iflag=skip_bytes,count_bytes skip="$config_offset" count="$config_size" status=none 2>/dev/null; }

# take_config FILE: awk writes each word to the file as a line: a letter for its purpose, a space, and the word. For a word with a newline
# it writes ":" instead of the space, and the word in the form for "printf %b". Labels and everything else that the runner does not use are
# skipped. Backslashes arrive as the byte 1, which JSON never contains. A word with a NUL is left out, and so is one with a lone UTF-16
# surrogate, which Go never writes. The kernel passes no argument of 128 KiB or more to a program, and no image has thousands of words.
# These bounds and the time limit keep one image from delaying the worker, which watches all containers.
# shellcheck disable=SC2016 # awk's own
take_config() {
    config_bytes | tr '\000-\037\134' '[ *32]\001' | LC_ALL=C timeout -k 1 "$config_seconds" awk '
function refuse(why) { print "!" why; is_refused = 1; exit 3 }
function add(text) {
    if (text == "") return
    piece[++pieces] = text
    bytes += length(text)
    if (bytes > 131071) refuse("a word in it is longer than 128 KiB")
}
function add_character(hex,  i, digit, n) {
    for (i = 1; i < 5; i++) {
        digit = index("0123456789abcdef", tolower(substr(hex, i, 1)))
        if (digit == 0 || length(hex) != 4) { is_bad = 1; return }
        n = n * 16 + digit - 1
    }
    if (n == 0 || (n > 55295 && n < 57344)) is_bad = 1
    else if (n == 10) add_newline()
    else if (n < 128) add(sprintf("%c", n))
    else if (n < 2048) add(sprintf("%c%c", 192 + int(n / 64), 128 + n % 64))
    else add(sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64))
}
function add_newline() { has_newline = 1; add("\n") }
function take(text,  part, n, i, letter) {
    n = split(text, part, "\001")
    if (n > 0) add(part[1])
    for (i = 2; i <= n; i++) {
        if (++escapes > 20000) refuse("it has more than 20000 escape sequences")
        letter = substr(part[i], 1, 1)
        if (letter == "") { add("\\"); i++; add(part[i]); continue }
        if (letter == "u") { add_character(substr(part[i], 2, 4)); add(substr(part[i], 6)); continue }
        if (letter == "n") add_newline()
        else add(letter in control ? control[letter] : letter)
        add(substr(part[i], 2))
    }
}
function write_word(  i, text) {
    if (is_bad) return
    # The shell forks for each word with newlines.
    words += has_newline ? 8 : 1
    if (words > 2000) refuse("it has more than 2000 words, or 250 with newlines")
    printf "%s", wanted (has_newline ? ":" : " ")
    for (i = 1; i <= pieces; i++) {
        text = piece[i]
        if (has_newline && text == "\n") text = "\\n"
        else if (has_newline && text == "\\") text = "\\\\"
        printf "%s", text
    }
    print ""
}
function follow(text,  i, letter) {
    if (length(text) > 4096) refuse("it is no JSON of an OCI image")
    for (i = 1; i <= length(text); i++) {
        letter = substr(text, i, 1)
        if (letter == "{" || letter == "[") { depth++; is_open = 1 }
        else if (letter == "}" || letter == "]") { if (--depth == 1) key = "" }
        else if (depth == 1 && letter == ":") key = before
        else if (depth == 1 && letter == ",") key = ""
    }
}
BEGIN {
    RS = "\""
    control["b"] = "\b"; control["f"] = "\f"; control["r"] = "\r"; control["t"] = "\t"
    scalar["WorkingDir"] = "W"; scalar["User"] = "U"; scalar["StopSignal"] = "S"
    list["Entrypoint"] = "P"; list["Cmd"] = "C"; list["Env"] = "E"
}
!in_string {
    follow($0)
    in_string = 1; wanted = ""; pieces = bytes = has_newline = is_bad = 0
    if (depth == 1 && key in scalar) wanted = scalar[key]
    if (depth == 2 && key in list) wanted = list[key]
    next
}
{
    n = length($0)
    for (i = n; i > 0 && substr($0, i, 1) == "\001"; i--) ;
    is_quote = (n - i) % 2
    if (wanted != "") take(is_quote ? substr($0, 1, n - 1) : $0)
    if (is_quote) { if (wanted != "") { escapes++; add("\"") } ; next }
    in_string = 0
    if (wanted != "") write_word()
    else if (depth == 1) before = $0
}
# In a text that is cut short an object does not end, or none begins.
END { if (!is_refused && (depth > 0 || !is_open)) refuse("it is cut short") }' >"$1" 2>"$1.err" 6<&- 8<&-
}

# read_words K: sets $config_* and image_env_K_N. False if the configuration cannot be read; a warning says so.
# shellcheck disable=SC2034 # what eval uses
read_words() {
    take_config "$dir/config"
    config_code=$? config_words=0 config_cmds=0 config_envs=0 config_cwd='' config_user='' config_stop='' config_fault=''
    while IFS= read -r config_line; do
        text=${config_line#??}
        case $config_line in
            !*) config_fault=${config_line#?}; break ;;
            ?:*) text=$(printf '%b.' "$text"); text=${text%.} ;;
        esac
        case $config_line in
            W*) config_cwd=$text ;;
            U*) config_user=$text ;;
            S*) config_stop=$text ;;
            P*) config_words=$((config_words + 1)); eval "config_word_$config_words=\$text" ;;
            C*) config_cmds=$((config_cmds + 1)); eval "config_cmd_$config_cmds=\$text" ;;
            E*) config_envs=$((config_envs + 1)); eval "image_env_${1}_$config_envs=\$text" ;;
        esac
    done <"$dir/config"
    case $config_code in
        0) ;;
        124|137) is_final='' config_fault="that takes longer than $config_seconds s" ;;
        *) [ -n "$config_fault" ] || config_fault="awk ended with $config_code: $(tail -n 1 "$dir/config.err")" ;;
    esac
    rm -f "$dir/config" "$dir/config.err"
    [ "$config_code" = 0 ] || {
        get "c${1}_name"
        warn "$value" "the configuration of the image is not read, so its command, variables and working directory are not used:\
 $config_fault"
        return 1
    }
}
