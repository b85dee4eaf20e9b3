# ---- what follows from an end ----------------------------------------------------------------------------------------
# settle K CODE: it has ended, and that was told: either it is over, or it will be started again.
settle() {
    eval "code_$1=$2"
    if is_to_restart "$1" "$2"; then plan_restart "$1"; else eval "over_$1=1"; fi
}

is_to_restart() {
    ! is_told_to_stop && [ -z "$closing" ] || return 1
    get "c${1}_restart"; rule=$value
    get "c${1}_sidecar"
    # An init container that has succeeded is done with, whatever the rule; one that goes on beside the others never is.
    if [ -n "$value" ]; then rule=always; elif [ "$1" -le "$containers_init" ] && [ "$rule" = always ]; then rule=onfailure; fi
    case $rule in always) ;; onfailure) [ "$2" != 0 ] ;; *) return 1 ;; esac
}

# Kubernetes' back-off: 10 s, twice that each time, at most 300 s; from the beginning after 10 minutes of running.
plan_restart() {
    read_clock
    first=${backoff_ms:-10000}
    get "wait_$1"; wait=${value:-$first}
    get "ran_from_$1"
    [ -z "$value" ] || [ $((clock - value)) -lt 600000 ] || wait=$first
    get "tries_$1"; tries=$((${value:-0} + 1))
    get "c${1}_name"
    frame restart "$value" "$tries $wait"
    eval "again_$1='' pull_wait_$1='' pull_from_$1='' tries_$1=$tries due_$1=$((clock + wait)) ran_from_$1=''"
    wait=$((wait * 2))
    [ "$wait" -le $((first * 30)) ] || wait=$((first * 30))
    eval "wait_$1=$wait"
    waiting="$waiting $1" news=1
}

# An image that must be fetched is waited for in here, by turns that do not come here again.
start_again() {
    [ -z "$restarting" ] || return 0
    restarting=1
    # shellcheck disable=SC2086
    set -- $waiting
    while [ "$#" != 0 ]; do
        get "due_$1"
        if is_told_to_stop || [ -n "$closing" ]; then
            no_longer_waits "$1"
            end_waiting "$1"
            eval "over_$1=1"
        elif [ "$clock" -ge "$value" ]; then
            no_longer_waits "$1"
            ! prepare "$1" || launch "$1"
            news=1
        else
            due_at "$value"
            tell_back_off "$1"
        fi
        shift
    done
    restarting=
}

no_longer_waits() { without "$1" "$waiting"; waiting=$rest; }

# without K LIST: sets $rest
without() {
    rest=
    for other in $2; do [ "$other" = "$1" ] || rest="$rest $other"; done
}
