# ---- time and the two ways to be stopped -----------------------------------------------------------------------------
# Milliseconds that only go forward, without a process: for everything that is waited for.
read_clock() {
    read -r clock _ </proc/uptime
    clock=${clock%.*}${clock#*.}0
}

# Sets $stop_clock, from which the grace counts.
is_told_to_stop() {
    [ -n "$stopped" ] || [ ! -e "$box/runner/stop" ] || stopped=1
    [ -n "$stopped$expired" ] || return 1
    [ -n "$stop_clock" ] || { read_clock; stop_clock=$clock; }
}

check_deadline() {
    read_clock
    [ -n "${deadline-}" ] && [ -z "$expired" ] && [ "$clock" -ge $((run_clock + deadline * 1000)) ] || return 0
    expired=DeadlineExceeded
    note - "${deadline_words:-the time limit} is over"
}

# A byte in the pipe ends the nap, also one that was written before it began. "<>" never blocks.
wake() { printf x 1<>"$box/runner/wake"; }

nap() {
    timeout "$1" dd bs=64 count=1 <&6 >/dev/null 2>&1 &
    wait $!
}

# Something is due at this time: the next nap must not be longer.
due_at() { [ "$next_due" -le "$1" ] || next_due=$1; }

# rest MS: a nap of that time at most
rest() {
    rest_ms=$((next_due - clock))
    [ "$rest_ms" -lt "$1" ] || rest_ms=$1
    [ "$rest_ms" -ge 20 ] || rest_ms=20
    fraction=$((1000 + rest_ms % 1000))
    nap "$((rest_ms / 1000)).${fraction#1}"
}
