# ---- what an image says of itself: its command, working directory, user and variables --------------------------------
# A .sif that Apptainer made of an OCI image has the image's configuration in it, as JSON. It is read straight from the file: "apptainer
# sif" would be two processes of 20 ms each. A folder has no such thing. All in it is the image's: it is never evaluated.

# read_config K: sets what container K takes of its $image: cwd_K, user_K, image_envs_K, image_env_K_1 .., the stop
# signal if the pod says none, and if something is known ($is_known_K) words_K, word_K_1 .., what is run without a command of the pod's.
read_config() {
    get "config_of_$1"
    [ "$value" != "$image" ] || return 0
    eval "config_of_$1=\$image user_$1='' image_envs_$1=0 words_$1=0 is_known_$1=''"
    get "c${1}_cwd"
    eval "cwd_$1=\$value"
    find_config || return 0
    config_words=0 config_cmds=0 config_envs=0 config_cwd='' config_user='' config_stop=''
    read_tokens <<TOKENS
$(take_config)
TOKENS
    get "cwd_$1"
    [ -n "$value" ] || case $config_cwd in ''|/*) eval "cwd_$1=\$config_cwd" ;; *) eval "cwd_$1=/\$config_cwd" ;; esac
    eval "user_$1=\$config_user"
    get "c${1}_stop_signal"
    [ -n "$value" ] || case ${config_stop#SIG} in
        *[!A-Z0-9+-]*) ;;
        *) eval "c${1}_stop_signal=\${config_stop#SIG}" ;;
    esac
    i=1
    while [ "$i" -le "$config_envs" ]; do eval "image_env_${1}_$i=\$config_env_$i"; i=$((i + 1)); done
    eval "image_envs_$1=$config_envs"
    take_words "$1"
}

# take_words K: the image's entrypoint with the pod's arguments, or with the image's own
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
    # Each escape costs a copy of what comes after it, and nobody hears a stop meanwhile. 4,000 of them are more than any real image has.
    [ "$(config_bytes | tr -c -d '\134' | wc -c)" -le 4000 ] || {
        warn "$name" "what the image says of itself has too many escapes in it, and is not read"
        return 1
    }
}

config_bytes() { dd if="$image" bs=64K iflag=skip_bytes,count_bytes skip="$config_offset" count="$config_size" status=none 2>/dev/null; }

# The JSON, a token a line.
take_config() {
    config_bytes | tr '\000-\037' ' ' |
        LC_ALL=C sed -e 's/"\(\\.\|[^"\\]\)*"\|[][{}:,]/\n&\n/g' | grep -v '^ *$'
}

# What is at depth 1 has a name ($config_key), and of what is below only the lists of words matter.
# shellcheck disable=SC2034 # what eval uses
read_tokens() {
    config_depth=0 config_key='' before=''
    while IFS= read -r token; do
        case $config_depth:$token in
            *:'{'|*:'[') config_depth=$((config_depth + 1)) ;;
            *:'}'|*:']') config_depth=$((config_depth - 1)); [ "$config_depth" != 1 ] || config_key='' ;;
            1:':') config_key=$before ;;
            1:,) config_key='' ;;
            1:\"*)
                before=$token
                case $config_key in
                    '"WorkingDir"') unjson "$token" && config_cwd=$text ;;
                    '"User"') unjson "$token" && config_user=$text ;;
                    '"StopSignal"') unjson "$token" && config_stop=$text ;;
                esac ;;
            2:\"*)
                case $config_key in
                    '"Entrypoint"') unjson "$token" && { config_words=$((config_words + 1)); eval "config_word_$config_words=\$text"; } ;;
                    '"Cmd"') unjson "$token" && { config_cmds=$((config_cmds + 1)); eval "config_cmd_$config_cmds=\$text"; } ;;
                    '"Env"') unjson "$token" && { config_envs=$((config_envs + 1)); eval "config_env_$config_envs=\$text"; } ;;
                esac ;;
        esac
    done
}

# unjson STRING: sets $text. A NUL can be in no word and no variable.
unjson() {
    config_rest=${1#\"} text=''
    config_rest=${config_rest%\"}
    while :; do
        case $config_rest in *\\*) ;; *) break ;; esac
        text=$text${config_rest%%\\*} config_rest=${config_rest#*\\}
        case $config_rest in
            n*) text="$text
" config_rest=${config_rest#n} ;;
            [rtbf]*) text=$text$(printf %b "\\${config_rest%"${config_rest#?}"}") config_rest=${config_rest#?} ;;
            u0000*) return 1 ;;
            u????*) config_code=${config_rest#u}; config_rest=${config_code#????}; add_character "${config_code%"$config_rest"}" || return 1 ;;
            *) text=$text${config_rest%"${config_rest#?}"} config_rest=${config_rest#?} ;;
        esac
    done
    text=$text$config_rest
}

# add_character HEX: as UTF-8. Go writes half a pair (of UTF-16) for nothing; what has one is left out.
add_character() {
    case $1 in *[!0-9A-Fa-f]*) return 1 ;; 000[aA]) text="$text
"; return 0 ;; esac
    config_code=$((0x$1))
    if [ "$config_code" -lt 128 ]; then set -- "$config_code"
    elif [ "$config_code" -lt 2048 ]; then set -- $((192 + config_code / 64)) $((128 + config_code % 64))
    elif [ "$config_code" -ge 55296 ] && [ "$config_code" -lt 57344 ]; then return 1
    else set -- $((224 + config_code / 4096)) $((128 + config_code / 64 % 64)) $((128 + config_code % 64)); fi
    for config_code in "$@"; do
        # shellcheck disable=SC2059
        text=$text$(printf "\\$((config_code / 64))$((config_code / 8 % 8))$((config_code % 8))")
    done
}
