# ---- 76-pulls.sh ----
# Waits for an image that cannot be fetched now, as the kubelet does: the next try is after 10 s, and the wait doubles each time up to 300
# s. The container waits, and the others go on. A waiting job occupies a slot of a node, so the site limits the time ($pull_ms). After that
# the container has failed.
#
# Offers: begin_pull() end_waiting() pull_later() tell_back_off()
# Reads:  due_at() get() given_up() line_frame() read_clock() again_K clock due_K pull_from_K pull_wait_K value
#         waiting
# Sets:   due_K name news pull_seconds waiting
# Plan:   backoff_ms cK_name pull_ms

# begin_pull K: sets $pull_seconds, the time limit of this try: what is left of the site's limit. False at the first try.
begin_pull() {
    read_clock
    get "pull_from_$1"; first_try=$value
    [ -n "$first_try" ] || eval "pull_from_$1=$clock pull_tries_$1=0"
    get "pull_tries_$1"
    eval "pull_tries_$1=$((value + 1))"
    most=${pull_ms:-1800000}
    [ "$most" != 0 ] || most=1800000
    pull_seconds=$(((most - clock + ${first_try:-$clock}) / 1000))
    [ "$pull_seconds" -ge 1 ] || pull_seconds=1
    [ -n "$first_try" ]
}

# pull_later K WORDS: plans the next try after a failed fetch, or gives up.
pull_later() {
    case $2 in
        *'invalid reference format'*|*'unable to parse image name'*) given_up "$1" 128 "$2" InvalidImageName; return 0 ;;
    esac
    read_clock
    get "pull_tries_$1"; failure="$2 (try $value)"
    get "pull_from_$1"
    if [ $((clock - value)) -ge "${pull_ms:-1800000}" ]; then
        given_up "$1" 128 "$failure; it was tried for $(((clock - value) / 1000)) s" ErrImagePull
        return 0
    fi
    first=${backoff_ms:-10000}
    get "pull_wait_$1"; wait=${value:-$first}
    get "c${1}_name"
    line_frame wait "$value" "ErrImagePull $failure"
    eval "pull_words_$1=\$failure pull_wait_$1=$((wait * 2)) due_$1=$((clock + wait)) back_off_at_$1=$((clock + wait / 5))"
    get "pull_wait_$1"
    [ "$value" -le $((first * 30)) ] || eval "pull_wait_$1=$((first * 30))"
    waiting="$waiting $1" news=1
}

# tell_back_off K: reports ImagePullBackOff a while after ErrImagePull, as the kubelet does.
tell_back_off() {
    get "back_off_at_$1"
    [ -n "$value" ] || return 0
    [ "$clock" -ge "$value" ] || { due_at "$value"; return 0; }
    eval "back_off_at_$1=''"
    get "due_$1"; seconds=$(((value - clock + 999) / 1000))
    get "c${1}_name"; name=$value
    get "pull_words_$1"
    line_frame wait "$name" "ImagePullBackOff $value; it is tried again in $seconds s"
}

# end_waiting K: ends a container that waits for its image or for its start, when the runner is told to stop.
end_waiting() {
    get "pull_wait_$1"
    if [ -n "$value" ]; then
        get "pull_words_$1"
        given_up "$1" 143 "$value; it was stopped while it waited for the next try"
        return 0
    fi
    get "again_$1"
    [ -z "$value" ] || given_up "$1" 143 "it was stopped before it could be started"
}
