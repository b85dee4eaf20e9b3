# ---- host mode: no container, but a process namespace, so that nothing outlives the job ------------------------------
# The first process of a namespace ignores signals that it has no handler for; so a shell stands there.
# shellcheck disable=SC2016
# Its own standard error is closed: it would say "Terminated" in the log of the program. Its variables have names that the program's have not.
# A signal may come before the program's number is known, and what "wait" says when one struck is the signal, not the program's code: so
# it is asked once more (127: it had said it before).
host_init='__said= __app= __code=; for __s in TERM HUP INT QUIT USR1 USR2; do trap "__said=$__s; [ -z \"\$__app\" ] || kill -$__s \$__app" $__s; done
exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-) & __app=$!; exec 3>&-
[ -z "$__said" ] || kill -$__said $__app
while :; do
    __said=; wait $__app; __new=$?
    [ $__new = 127 ] && [ -n "$__code" ] || __code=$__new
    [ -n "$__said" ] || kill -0 $__app || exit $__code
done'

fatal() { code=255; printf 'FATAL:   %s\n' "$1" >>"$dir/log"; printf '255 %s\n' "$(now)" >"$dir/exit.new"; }

# read-only or numeric in some shells: an assignment would end this one
is_settable() { case $1 in UID=*|EUID=*|PPID=*|BASHOPTS=*|SHELLOPTS=*|BASH_VERSINFO=*|OPTIND=*) return 1 ;; esac; }

run_on_host() {
    set --
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        ! is_settable "$value" || set -- "$@" "$value"
        i=$((i + 1))
    done
    set -- "$@" --
    # By their full names: the pod may set PATH.
    unshare=$(command -v unshare) env=$(command -v env)
    # Wherever a namespace can be had: KILL of unshare then leaves nothing. --mount-proc: else Apptainer does not start inside.
    if "$unshare" --user --map-current-user --pid --fork --kill-child=KILL --mount-proc true 2>/dev/null; then
        set -- "$@" "$unshare" --user --map-current-user --pid --fork --kill-child=KILL --mount-proc
    elif "$unshare" --user --map-current-user --pid --fork --kill-child=KILL true 2>/dev/null; then
        set -- "$@" "$unshare" --user --map-current-user --pid --fork --kill-child=KILL
    else
        : >"$dir/own-group"
        set -- "$@" "$(command -v setsid)"
    fi
    set -- "$@" /bin/sh -c "$host_init" sh
    get "c${k}_arg_1"
    # HTCondor starts jobs with SIGPIPE ignored, shells start background programs without SIGINT and SIGQUIT.
    case $value in
        *=*) ;;
        *) ! "$env" --default-signal=PIPE true 2>/dev/null || set -- "$@" "$env" --default-signal=INT,QUIT,PIPE ;;
    esac
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

# with_environment NAME=VALUE... -- PROGRAM ARGUMENTS...: no variable of this shell is used once the first is set, and no
# value is on a command line.
with_environment() {
    while [ "$1" != -- ]; do
        # shellcheck disable=SC2163
        export "$1"
        shift
    done
    shift
    exec "$@"
}
