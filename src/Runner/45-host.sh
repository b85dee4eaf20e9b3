# ---- 45-host.sh ----
# Runs a container in host mode: without Apptainer, but in a process namespace, so that no process outlives the job.
#
# Offers: has_odd_name() run_on_host()
# Reads:  application_lines() attempt() each_variable() fatal() get() name_what_shells_keep() some_of() with_all()
#         write_lines() dir k names_of_shells value
# Sets:   cK_arg_2 cK_arg_N odd_name
# Plan:   cK_args cK_cwd cK_env_N cK_envs cK_script cK_stdin

# has_odd_name: true if a variable's name is not a shell name, or is one of $names_of_shells. A shell cannot pass such a variable on, but
# perl can. Sets $odd_name.
has_odd_name() {
    name_what_shells_keep
    get "c${k}_envs"
    some_of "c${k}_env" "${value:-0}" is_odd
}

is_odd() {
    odd_name=${1%%=*}
    case $odd_name in [!A-Za-z_]*|*[!A-Za-z0-9_]*) return 0 ;; esac
    case "\|$names_of_shells\|" in *"\|$odd_name\|"*) ;; *) return 1 ;; esac
}

# find_script: if cK_script is set and the second argument is not a file, the argument is the text of a script. The planner decides for
# which programs.
find_script() {
    get "c${k}_script"
    [ -n "$value" ] || return 0
    get "c${k}_arg_2"
    [ ! -e "$value" ] || return 0
    printf '%s\n' "$value" >"$dir/script"
    eval "c${k}_arg_2=\$dir/script"
}

run_on_host() {
    set_host_programs
    write_lines
    set --
    # In a process namespace, KILL of unshare ends all processes. Without --mount-proc, Apptainer does not start inside it.
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
    # HTCondor starts jobs with SIGPIPE ignored, and shells start background programs with SIGINT and SIGQUIT ignored.
    ! env --default-signal=PIPE true 2>/dev/null || set -- "$@" env --default-signal=INT,QUIT,PIPE
    if [ "$becomes" = perl ]; then set -- "$@" perl -e "$become" "$dir/variables"; else set -- "$@" /bin/sh -s -- ''; fi
    get "c${k}_args"
    with_all "c${k}_arg" "${value:-0}" attempt "$@"
}

# set_host_programs: sets $host_init and $become. They are set at each use, because lines of the site and the pod run in this shell before.
# $host_init: the first process of a namespace ignores signals without a handler, so it is a shell with handlers. Its own standard error is
# closed, because it would write "Terminated" to the program's log. A signal may arrive before the program's pid is known. After a signal,
# "wait" returns the signal and not the program's code, so it is called again (127 means that it has returned the code before).
# shellcheck disable=SC2016 # of another shell, and Perl's own
set_host_programs() {
    host_init='lines=$1 said= app= code=; shift
for s in TERM HUP INT QUIT USR1 USR2; do trap "said=$s; [ -z \"\$app\" ] || kill -$s \$app" $s; done
exec 3>&2 2>/dev/null; (exec "$@" <"$lines" 2>&3 3>&-) & app=$!; exec 3>&-
[ -z "$said" ] || kill -$said $app
while :; do
    said=; wait $app; new=$?
    [ $new = 127 ] && [ -n "$code" ] || code=$new
    [ -n "$said" ] || kill -0 $app || exit $code
done'
    become='open F, "<", shift; $/ = "\0"; while (<F>) { chomp; ($n, $v) = split /=/, $_, 2; $ENV{$n} = $v } close F;
exec { $ARGV[0] } @ARGV; print STDERR "$ARGV[0]: $!\n"; exit($! == 2 ? 127 : 126)'
}
