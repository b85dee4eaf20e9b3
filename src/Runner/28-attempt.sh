# ---- 28-attempt.sh ----
# Runs one program to its end, with its output in the container's log. It runs in the background shell of a container.
#
# Offers: application_lines() attempt() await() fatal() never_started() says_fatal()
# Reads:  export_variables() get() now() quoted() code dir k value
# Sets:   code reader skip
# Plan:   cK_stdin

# attempt PROGRAM ARGUMENTS...: runs a program with its output in a pipe, never directly in the log file: a program that opens /dev/stderr
# for writing (echo >/dev/stderr) would truncate the file.
attempt() {
    [ ! -e "$dir/pipe" ] || rm -f "$dir/pipe"
    mkfifo "$dir/pipe"
    # Both ends are opened first. Otherwise the reader would wait for ever if the container is killed before it opens its end.
    exec 3<>"$dir/pipe"
    # shellcheck disable=SC2094
    exec 4<"$dir/pipe" 5>"$dir/pipe" 3>&-
    open_input
    cat <&4 >>"$dir/log" 4<&- 5>&- 9>&- &
    reader=$!
    printf '%s\n' "$reader" >"$dir/reader"
    date +%s%3N >"$dir/began"
    (umask 022; export_variables; exec "$@") >&5 2>&1 <"$input" 4<&- 5>&- 9>&- &
    pid=$!
    exec 4<&- 5>&-
    printf '%s\n' "$pid" >"$dir/pid.new"
    mv "$dir/pid.new" "$dir/pid"
    await "$pid"
    exec 9>&-
    printf '%s %s\n' "$code" "$(now)" >"$dir/exit.new"
}

# open_input: sets $input. An input that is kept open (stdin: true) has no data and does not end, because only this shell could write to it.
open_input() {
    input=/dev/null
    get "c${k}_stdin"
    [ -n "$value" ] || return 0
    input=$dir/stdin
    rm -f "$input"
    mkfifo "$input"
    exec 9<>"$input"
}

# application_lines: prints the path of the shell lines that start the application in host mode. The lines of probes are different, because
# commands of probes have no input.
application_lines() {
    get "c${k}_stdin"
    [ -n "$value" ] || { printf %s "$dir/lines"; return; }
    # shellcheck disable=SC2016
    { sed '$d' "$dir/lines"; printf 'exec "$@" <'\''%s'\''\n' "$(quoted "$dir/stdin")"; } >"$dir/lines.input"
    printf %s "$dir/lines.input"
}

# await PID: sets $code. "wait" ends early when a trapped signal comes, so it is repeated.
await() {
    while :; do
        wait "$1"
        code=$?
        kill -0 "$1" 2>/dev/null || return 0
    done
}

# never_started CODE FOLDER: true if Apptainer ended without starting the program.
never_started() { [ "$1" = 255 ] && says_fatal "$2"; }

# says_fatal FOLDER: true if the log begins with an error of Apptainer. Sets $skip, the number of bytes that an earlier try left in the log.
says_fatal() {
    skip=0
    [ ! -e "$1/skip" ] || read -r skip <"$1/skip"
    [ -s "$1/log" ] || return 1
    [ "$(tail -c +$((skip + 1)) "$1/log" 2>/dev/null | head -c 9)" = 'FATAL:   ' ]
}

# fatal WORDS: ends this attempt as Apptainer would.
fatal() { code=255; printf 'FATAL:   %s\n' "$1" >>"$dir/log"; printf '255 %s\n' "$(now)" >"$dir/exit.new"; }
