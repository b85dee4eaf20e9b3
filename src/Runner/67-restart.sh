# ---- 67-restart.sh ----
# Decides what follows an end, or a failed start: a later restart, or nothing.
#
# Offers: given_up() not_started() settle() without()
# Reads:  frame() get() is_told_to_stop() note() read_clock() told_exit() clock closing containers_init ran_from_K
#         value waiting
# Sets:   again_K code_K due_K news over_K pull_from_K pull_wait_K rest tries_K waiting
# Plan:   backoff_ms cK_name cK_restart cK_sidecar

# settle K CODE: decides whether a container whose end was reported is over or will be started again.
settle() {
    eval "code_$1=$2"
    if is_to_restart "$1" "$2"; then plan_restart "$1"; else eval "over_$1=1"; fi
}

is_to_restart() {
    ! is_told_to_stop && [ -z "$closing" ] || return 1
    get "c${1}_restart"; rule=$value
    get "c${1}_sidecar"
    # An init container that has succeeded is not started again, whatever the rule. A sidecar container always is.
    if [ -n "$value" ]; then rule=always; elif [ "$1" -le "$containers_init" ] && [ "$rule" = always ]; then rule=onfailure; fi
    case $rule in always) ;; onfailure) [ "$2" != 0 ] ;; *) return 1 ;; esac
}

# plan_restart K: plans a restart with Kubernetes' back-off: 10 s, doubled each time up to 300 s, and reset after the container has run for
# 10 minutes.
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

# without K LIST: sets $rest, the list without K.
without() {
    rest=
    for other in $2; do [ "$other" = "$1" ] || rest="$rest $other"; done
}

# not_started K CODE WORDS: reports that the container could not be started. The exit frame has Kubernetes' reason.
not_started() {
    tell_unstarted "$@"
    settle "$1" "$2"
}

# given_up K CODE WORDS REASON: like not_started, but the container is not tried again, whatever its restart policy.
given_up() {
    tell_unstarted "$@"
    eval "code_$1=$2 over_$1=1"
}

tell_unstarted() {
    get "c${1}_name"
    note "$value" "$3"
    reason=${4-}
    [ "$2" != 128 ] || reason=${reason:-StartError}
    told_exit "$value" "$2" '' "$reason"
}
