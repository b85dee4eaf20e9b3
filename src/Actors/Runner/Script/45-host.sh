# ---- host mode: no container, but a process namespace, so that nothing outlives the job ------------------------------
# The first process of a namespace ignores signals that it has no handler for; so a shell stands there.
# shellcheck disable=SC2016
# Its own standard error is closed: it would say "Terminated" in the log of the program.
# A signal may come before the program's number is known, and what "wait" says when one struck is the signal, not the program's code: so
# it is asked once more (127: it had said it before).
host_init='lines=$1 said= app= code=; shift; for s in TERM HUP INT QUIT USR1 USR2; do trap "said=$s; [ -z \"\$app\" ] || kill -$s \$app" $s; done
exec 3>&2 2>/dev/null; (exec "$@" <"$lines" 2>&3 3>&-) & app=$!; exec 3>&-
[ -z "$said" ] || kill -$said $app
while :; do
    said=; wait $app; new=$?
    [ $new = 127 ] && [ -n "$code" ] || code=$new
    [ -n "$said" ] || kill -0 $app || exit $code
done'

fatal() { code=255; printf 'FATAL:   %s\n' "$1" >>"$dir/log"; printf '255 %s\n' "$(now)" >"$dir/exit.new"; }

run_on_host() {
    write_lines
    set --
    # Wherever a namespace can be had: KILL of unshare then leaves nothing. --mount-proc: else Apptainer does not start inside.
    if unshare --user --map-current-user --pid --fork --kill-child=KILL --mount-proc true 2>/dev/null; then
        set -- "$@" unshare --user --map-current-user --pid --fork --kill-child=KILL --mount-proc
    elif unshare --user --map-current-user --pid --fork --kill-child=KILL true 2>/dev/null; then
        set -- "$@" unshare --user --map-current-user --pid --fork --kill-child=KILL
    else
        : >"$dir/own-group"
        set -- "$@" setsid
    fi
    set -- "$@" /bin/sh -c "$host_init" sh "$(application_lines)"
    # HTCondor starts jobs with SIGPIPE ignored, shells start background programs without SIGINT and SIGQUIT.
    ! env --default-signal=PIPE true 2>/dev/null || set -- "$@" env --default-signal=INT,QUIT,PIPE
    set -- "$@" /bin/sh -s -- ''
    get "c${k}_args"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_arg_$i"
        set -- "$@" "$value"
        i=$((i + 1))
    done
    get "c${k}_cwd"
    if [ -n "$value" ] && ! cd "$value" 2>/dev/null; then
        fatal "there is no working directory $value"
        return 0
    fi
    attempt "$@"
}
