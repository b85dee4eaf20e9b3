# ---- one container, in its own background shell ----------------------------------------------------------------------
# attempt PROGRAM ARGUMENTS...: its output goes through a pipe, never straight to the log file: a program that opens
# /dev/stderr for writing (echo >/dev/stderr) would truncate a file.
attempt() {
    rm -f "$dir/pipe"
    mkfifo "$dir/pipe"
    # Opened for both ends first: a container that is killed before it opens its end would leave the reader waiting for ever.
    exec 3<>"$dir/pipe"
    # shellcheck disable=SC2094
    exec 4<"$dir/pipe" 5>"$dir/pipe" 3>&-
    open_input
    cat <&4 >>"$dir/log" 4<&- 5>&- 9>&- &
    reader=$!
    now >"$dir/began"
    (umask 022; export_variables; exec "$@") >&5 2>&1 <"$input" 4<&- 5>&- 9>&- &
    pid=$!
    exec 4<&- 5>&-
    printf '%s\n' "$pid" >"$dir/pid.new"
    mv "$dir/pid.new" "$dir/pid"
    await "$pid"
    exec 9>&-
    printf '%s %s\n' "$code" "$(now)" >"$dir/exit.new"
}

# open_input: sets $input. One that is kept open says nothing and does not end: this shell alone can write to it, as long as it waits for
# the container, and does not.
open_input() {
    input=/dev/null
    get "c${k}_stdin"
    [ -n "$value" ] || return 0
    input=$dir/stdin
    rm -f "$input"
    mkfifo "$input"
    exec 9<>"$input"
}

# application_lines: prints the file of a "host" container's own lines. A probe's command has no input, whatever the application has.
application_lines() {
    get "c${k}_stdin"
    [ -n "$value" ] || { printf %s "$dir/lines"; return; }
    # shellcheck disable=SC2016
    { sed '$d' "$dir/lines"; printf 'exec "$@" <'\''%s'\''\n' "$(quoted "$dir/stdin")"; } >"$dir/lines.input"
    printf %s "$dir/lines.input"
}

# await PID: a trapped signal ends wait early. Sets $code.
await() {
    while :; do
        wait "$1"
        code=$?
        kill -0 "$1" 2>/dev/null || return 0
    done
}

never_started() { [ "$1" = 255 ] && says_fatal "$2"; }

# Is Apptainer's word the first in this log? Sets $skip: what an attempt before this one left there.
says_fatal() {
    skip=0
    [ ! -e "$1/skip" ] || read -r skip <"$1/skip"
    [ "$(tail -c +$((skip + 1)) "$1/log" 2>/dev/null | head -c 9)" = 'FATAL:   ' ]
}

# begin_attempt K: every attempt has files of its own; the image stays. What the last one left is removed meanwhile.
begin_attempt() {
    k=$1 dir=$box/runner/$1
    if [ -e "$dir/log" ]; then
        get "begun_$k"; old=$dir/old.$value
        mkdir "$old"
        for file in "$dir"/*; do
            case ${file##*/} in image.sif*|fetch*|old.*) ;; *) mv "$file" "$old/" ;; esac
        done
        (remove_tree "$old") >/dev/null 2>&1 6<&- 8<&- &
    fi
    get "begun_$k"
    eval "begun_$k=$((${value:-0} + 1))"
    mkdir -p "$dir/home" "$dir/overlay/work"
    mkdir -m 0755 "$dir/overlay/upper"
    mkdir -m 1777 "$dir/tmp" "$dir/vtmp"
    : >"$dir/log"
    make_message_file
    eval "offset_$k=0 started_$k='' told_$k='' kill_at_$k='' least_$k='' waits_$k=0 outlived_$k='' app_$k='' probes_$k='' up_$k='' ready_$k='' oom_$k='' over_$k=''"
}

run_container() {
    trap ':' TERM INT HUP
    reader=
    get "c${k}_mode"
    if [ "$value" = host ]; then run_on_host; else
        make_cwd='' is_marked=''
        plan_holds
        compose
        # The working directory is made when the image lacks it, as containerd does; only then, as an upper folder hides a link below.
        get "cwd_$k"
        if never_started "$code" "$dir" && grep -q '^FATAL:.*set working directory' "$dir/log"; then
            wait "$reader"
            cwd=$value
            outer_of "$cwd"
            get "tree_$outermost"
            [ -z "$value" ] || outer=$outermost inner=$whole
            get "held_$outer"
            [ -z "$value" ] || make_cwd="the working directory $cwd" cwd_outer=$outer cwd_inner=$inner
            [ -n "$value" ] || (umask 022; enter_outer && make_part "$inner") && {
                # Not truncated: who ships the log may have its length already.
                stat -c %s "$dir/log" >"$dir/skip.new"
                mv "$dir/skip.new" "$dir/skip"
                compose
            }
        fi
        # A container that was refused before that has left no message.
        [ -z "$is_marked" ] || fetch_message
    fi
    mv "$dir/exit.new" "$dir/exit"
    wake
    [ -z "$reader" ] || await "$reader"
    : >"$dir/eof"
    wake
}
