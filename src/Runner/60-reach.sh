# ---- the processes of a container, from outside ----------------------------------------------------------------------
# signal K NAME
signal() {
    [ -r "$box/runner/$1/pid" ] || return 1
    if [ "$2" = KILL ] && kill_inside "$1"; then return 0; fi
    read -r pid <"$box/runner/$1/pid"
    get "c${1}_mode"
    if [ "$value" = host ] && [ -e "$box/runner/$1/own-group" ]; then
        [ "$2" != KILL ] || pid=-$pid
    elif [ "$value" = host ] && [ "$2" != KILL ]; then
        # unshare does not pass signals on: its child is the one to tell
        children_of "$pid"
        pid=${children%% *}
        [ -n "$pid" ] || return 1
    fi
    kill -s "$2" -- "$pid" 2>/dev/null
}

# KILL of Apptainer itself leaves its FUSE processes on the node for ever, where HTCondor does not find them (seen); KILL of the first process in
# the container ends all in it, and Apptainer then puts away what it has brought. That process is Apptainer's, or with --no-init the application.
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

# Sets $children, with a blank after each: those of all threads. "read" says 1 here, as there is no newline.
children_of() {
    children=''
    for thread in /proc/"$1"/task/*/children; do
        some=
        [ ! -r "$thread" ] || read -r some <"$thread" || :
        children="$children${some:+$some }"
    done
}

# has_application PID: is there an application below this process yet? Before, there are Apptainer's own processes only (60 ms to minutes).
# The first process of a new process namespace is Apptainer's until it has become the application (--no-init), or has started it and taken
# the name "appinit". Until then its children are commands of the image's settings. A program on FUSE cannot be looked at from here, nor
# can that of a process that has ended. Sets $application.
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
                [ "/proc/$first/exe" -ef "/proc/$parent/exe" ] || { is_alive "$first" && [ -e "/proc/$first/ns/pid" ]; return; }
                read -r comm <"/proc/$first/comm" || return 1
                case $comm in appinit|sinit) ;; *) return 1 ;; esac
                children_of "$first"
                for application in $children; do
                    [ "/proc/$application/exe" -ef "/proc/$first/exe" ] || { is_alive "$application" && [ -e "/proc/$application/ns/pid" ]; return; }
                done
                return 1
            done
        done
        generation=$next
    done 2>/dev/null
    return 1
}

# find_application K: sets $app_K, the first process of the application (in host mode the one that stands for it).
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
    eval "app_$1=$application"
    [ "$value" = host ] || remember_variables "$1" "$application"
}

# Of a process that has ended, also if nobody has taken notice yet, nothing is resident.
is_alive() {
    resident=0
    read -r _ resident _ 2>/dev/null <"/proc/$1/statm" || return 1
    [ "$resident" != 0 ]
}

# has_ended K: it ran, and does not any more
has_ended() { get "app_$1"; [ -n "$value" ] && ! is_alive "$value"; }
