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

# A shell gives a program no variable without a shell name, and none of $names_of_shells. With one of these perl sets all, as it takes each.
has_odd_name() {
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"; odd_name=${value%%=*}
        case $odd_name in [!A-Za-z_]*|*[!A-Za-z0-9_]*) return 0 ;; esac
        case "\|$names_of_shells\|" in *"\|$odd_name\|"*) return 0 ;; esac
        i=$((i + 1))
    done
    return 1
}

# shellcheck disable=SC2016 # perl's own
become='open F, "<", shift; $/ = "\0"; while (<F>) { chomp; ($n, $v) = split /=/, $_, 2; $ENV{$n} = $v } close F;
exec { $ARGV[0] } @ARGV; print STDERR "$ARGV[0]: $!\n"; exit($! == 2 ? 127 : 126)'

# With "bash" as the command and a text that is no file as its one argument, the text is a script: the planner has said which programs do
# that.
find_script() {
    get "c${k}_script"; script_text=
    [ -n "$value" ] || return 0
    get "c${k}_arg_2"
    [ ! -e "$value" ] || return 0
    script_text=1
    printf '%s\n' "$value" >"$dir/script"
}

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
    get "c${k}_cwd"
    if [ -n "$value" ] && ! cd "$value" 2>/dev/null; then
        fatal "there is no working directory $value"
        return 0
    fi
    find_script
    becomes=shell
    if has_odd_name; then
        command -v perl >/dev/null || {
            fatal "this node has no perl, and without it no variable $odd_name can be set"
            return 0
        }
        becomes=perl lines=/dev/null
        get "c${k}_stdin"
        [ -z "$value" ] || lines=$dir/stdin
        each_variable printf '%s\0' >"$dir/variables"
    else lines=$(application_lines)
    fi
    set -- "$@" /bin/sh -c "$host_init" sh "$lines"
    # HTCondor starts jobs with SIGPIPE ignored, shells start background programs without SIGINT and SIGQUIT.
    ! env --default-signal=PIPE true 2>/dev/null || set -- "$@" env --default-signal=INT,QUIT,PIPE
    if [ "$becomes" = perl ]; then set -- "$@" perl -e "$become" "$dir/variables"; else set -- "$@" /bin/sh -s -- ''; fi
    get "c${k}_args"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_arg_$i"
        [ "$i$script_text" != 21 ] || value=$dir/script
        set -- "$@" "$value"
        i=$((i + 1))
    done
    attempt "$@"
}
