# ---- what probes and hooks do: a command in the container, an HTTP request, a connection -----------------------------
# handle K WHICH SECONDS: does what cK_WHICH_* says, in a background shell; no time limit if SECONDS is empty.
# Its answer is in $dir/WHICH.TRIES: "ok", "failed WORDS", or "skipped WORDS" when this node cannot do it. The number of the attempt
# is in the name, as an answer may come when its container has ended and the next one runs.
handle() { (answer "$@") >/dev/null 2>&1 </dev/null 6<&- 8<&- & }

answer() {
    k=$1 which=$2 limit=$3 dir=$box/runner/$1 prefix=c${1}_$2
    read_clock; asked=$clock
    get "${prefix}_type"
    case $value in
        exec) handle_exec ;;
        http) handle_http ;;
        tcp) handle_tcp ;;
        *) answer="skipped this runner does not know the type $value" ;;
    esac
    case $answer in failed*) ! has_ended "$k" || answer=ended ;; esac
    answer_file "$k" "$which"
    printf '%s\n' "$answer" >"$value.new"
    mv "$value.new" "$value"
    wake
}

answer_file() { get "tries_$1"; value=$box/runner/$1/$2.${value:-0}; }

# limited PROGRAM ARGUMENTS...: KILL takes the whole group, also what nsenter started in the container.
limited() { if [ -n "$limit" ]; then timeout -s KILL "$limit" "$@"; else "$@"; fi; }

# answered CODE FILE: the words for it, from the last line of its output. Others than the time limit may send KILL; the clock counts in 10 ms.
answered() {
    read_clock
    case $1 in
        0) answer=ok ;;
        137) [ -n "$limit" ] && [ $((clock - asked + 10)) -ge $((limit * 1000)) ] && answer="failed no answer within $limit s" || answer="failed exit code 137" ;;
        *) answer="failed exit code $1$(tail -c 300 "$2" 2>/dev/null | tail -n 1 | sed 's/^\(.\)/: \1/')" ;;
    esac
}

handle_exec() {
    find_application "$k" || { answer="failed the container does not run"; return 0; }
    get "app_$k"; app=$value
    nsenter=$(command -v nsenter)
    set --
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        ! is_settable "$value" || set -- "$@" "$value"
        i=$((i + 1))
    done
    set -- "$@" --
    [ -z "$limit" ] || set -- "$@" "$(command -v timeout)" -s KILL "$limit"
    get "c${k}_mode"
    if [ "$value" = host ]; then
        [ -e "$dir/own-group" ] || set -- "$@" "$nsenter" -t "$app" -U --preserve-credentials -p -m --
        get "c${k}_cwd"
        # shellcheck disable=SC2016
        set -- "$@" /bin/sh -c 'cd "$1"; shift; exec "$@"' sh "${value:-$box}"
    elif [ "$(readlink /proc/self/ns/user)" = "$(readlink "/proc/$app/ns/user")" ]; then
        answer="skipped commands cannot be run in containers of this node, as its Apptainer makes no user namespaces"
        return 0
    else
        set -- "$@" "$nsenter" -t "$app" -U --preserve-credentials -m -p -i ${pod_hostname:+-u}
        # Where the application began; old nsenters can only begin at the root.
        # shellcheck source=/dev/null
        where=$(unset PWD; . "$dir/environment"; printf %s "${PWD-}")
        [ -z "$where" ] || ! "$nsenter" --help | grep -q wdns || set -- "$@" "--wdns=$where"
        set -- "$@" --
    fi
    get "${prefix}_args"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do get "${prefix}_arg_$i"; set -- "$@" "$value"; i=$((i + 1)); done
    (as_application "$@") >"$dir/out.$which" 2>&1
    answered $? "$dir/out.$which"
}

# The application's own environment, as nsenter keeps the caller's. What the pod gave comes from the plan (an application may
# write over its own), what the image gave from the process; no value is on a command line, which everybody on the node can read.
remember_environment() {
    LC_ALL=C sed -z -e '/^[A-Za-z_][A-Za-z0-9_]*=/!d' -e '/^\(UID\|EUID\|PPID\|BASHOPTS\|SHELLOPTS\|BASH_VERSINFO\|OPTIND\)=/d' \
        -e "s/'/'\\\\''/g" -e "s/=\(.*\)\$/='\1'/" -e 's/^/export /' "/proc/$2/environ" 2>/dev/null | tr '\000' '\n' >"$box/runner/$1/environment"
}

# as_application NAME=VALUE... -- PROGRAM ARGUMENTS...
as_application() {
    get "c${k}_mode"
    if [ "$value" != host ]; then
        for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done 2>/dev/null
        # shellcheck source=/dev/null
        . "$box/runner/$k/environment"
    fi
    with_environment "$@"
}
