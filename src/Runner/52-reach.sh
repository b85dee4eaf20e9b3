# ---- 52-reach.sh ----
# Finds the processes of a container from outside, and signals them.
#
# Offers: children_of() find_application() has_ended() is_alive() let_end() signal()
# Reads:  get() remember_variables() app_K box kill_at_K least_K value
# Sets:   app_K children kill_at_K
# Plan:   cK_mode

# signal K NAME
signal() {
    [ -r "$box/runner/$1/pid" ] || return 1
    if [ "$2" = KILL ] && kill_inside "$1"; then return 0; fi
    read -r pid <"$box/runner/$1/pid"
    get "c${1}_mode"
    if [ "$value" = host ] && [ -e "$box/runner/$1/own-group" ]; then
        [ "$2" != KILL ] || pid=-$pid
    elif [ "$value" = host ] && [ "$2" != KILL ]; then
        # unshare does not pass signals on, so they are sent to its child.
        children_of "$pid"
        pid=${children%% *}
        [ -n "$pid" ] || return 1
    fi
    kill -s "$2" -- "$pid" 2>/dev/null
}

# kill_inside K: kills the first process in the container. KILL of Apptainer itself would leave its FUSE processes on the node for ever,
# where HTCondor does not find them (observed). KILL of the first process in the container ends all its processes, and Apptainer then cleans
# up. That process is Apptainer's, or with --no-init the application.
kill_inside() {
    get "c${1}_mode"
    [ "$value" != host ] && find_application "$1" || return 1
    get "app_$1"; first=$value
    read -r stat 2>/dev/null <"/proc/$first/stat" || return 1
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    read -r comm 2>/dev/null <"/proc/$2/comm" || return 1
    case $comm in appinit|sinit) first=$2 ;; esac
    kill -s KILL "$first" 2>/dev/null
}

# children_of PID: sets $children to the children of all threads, with a blank after each. "read" returns 1 here, because there is no
# newline.
children_of() {
    children=''
    for thread in /proc/"$1"/task/*/children; do
        some=
        [ ! -r "$thread" ] || read -r some <"$thread" || :
        children="$children${some:+$some }"
    done
}

# has_application PID: true if there is an application below this process yet. Sets $application. At first (60 ms to minutes) there are only
# Apptainer's own processes. The first process of a new process namespace is Apptainer's until it has become the application (--no-init), or
# has started the application and taken the name "appinit". Until then its children are commands from the image's settings. /proc/PID/exe is
# not readable for a program on FUSE, nor for a process that has ended. So two programs differ only if the other process still runs: an
# Apptainer that has failed ends a moment before its child.
# shellcheck disable=SC3013 # all shells of nodes know -ef
has_application() {
    generation=$1
    for _ in 1 2 3 4; do
        next=
        for parent in $generation; do
            children_of "$parent"
            for first in $children; do
                if [ "/proc/$first/ns/pid" -ef /proc/self/ns/pid ] || ! [ -e "/proc/$first/ns/pid" ]; then next="$next $first"; continue; fi
                application=$first
                [ "/proc/$first/exe" -ef "/proc/$parent/exe" ] || { is_alive "$parent" && is_alive_outside "$first"; return; }
                read -r comm <"/proc/$first/comm" || return 1
                case $comm in appinit|sinit) ;; *) return 1 ;; esac
                children_of "$first"
                for application in $children; do
                    [ "/proc/$application/exe" -ef "/proc/$first/exe" ] ||
                        { is_alive "$first" && is_alive_outside "$application"; return; }
                done
                return 1
            done
        done
        generation=$next
    done 2>/dev/null
    return 1
}

is_alive_outside() { is_alive "$1" && [ -e "/proc/$1/ns/pid" ] && has_begun "$1"; }

# has_begun PID: true if the process has its command line and its variables. The kernel changes /proc/PID/exe first and gives it these a
# moment later, at the end of the same exec. Until then both read as empty (8 to 25 of 100 fast looks). A process may erase its command
# line, so the place of its variables, field 51 of the stat file, counts too.
has_begun() {
    begun=
    IFS= read -r begun <"/proc/$1/cmdline" || :
    [ -z "$begun" ] || return 0
    read -r stat <"/proc/$1/stat" || return 1
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "${49:-0}" != 0 ]
} 2>/dev/null

# find_application K: sets $app_K, the first process of the application (in host mode the shell that runs it).
find_application() {
    get "app_$1"
    [ -z "$value" ] || return 0
    [ -r "$box/runner/$1/pid" ] || return 1
    read -r pid <"$box/runner/$1/pid"
    get "c${1}_mode"
    if [ "$value" != host ]; then has_application "$pid" || return 1
    elif [ -e "$box/runner/$1/own-group" ]; then application=$pid
    else
        children_of "$pid"
        application=${children%% *}
        [ -n "$application" ] || return 1
    fi
    [ "$value" = host ] || remember_variables "$1" "$application" || return 1
    eval "app_$1=$application"
}

# is_alive PID: true if the process runs. An ended process has no resident memory, even before its parent has waited for it.
is_alive() {
    resident=0
    read -r _ resident _ 2>/dev/null <"/proc/$1/statm" || return 1
    [ "$resident" != 0 ]
}

# has_ended K: true if the application ran and has ended.
has_ended() { get "app_$1"; [ -n "$value" ] && ! is_alive "$value"; }

# let_end K TIME: makes the container end, by KILL at that time. After a preStop hook it has at least 2 s, as in the kubelet.
let_end() {
    get "least_$1"
    if [ "$2" -lt "${value:-0}" ]; then set -- "$1" "$value"; fi
    get "kill_at_$1"
    if [ -z "$value" ] || [ "$value" -gt "$2" ]; then eval "kill_at_$1=$2"; fi
}
