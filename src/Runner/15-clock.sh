# ---- 15-clock.sh ----
# Reads the time without starting a process, waits, and checks the two reasons to stop: the signal from HTCondor and the deadline.
#
# Offers: check_deadline() due_at() is_told_to_stop() read_clock() rest() told_exit() wake()
# Reads:  frame() note() box expired next_due run_clock stop_clock stopped
# Sets:   clock expired stop_clock stopped
# Plan:   deadline deadline_words

# read_clock: sets $clock, a monotonic time in milliseconds.
read_clock() {
    read -r clock _ </proc/uptime
    clock=${clock%.*}${clock#*.}0
}

# is_told_to_stop: true if HTCondor or the deadline ends this run. Sets $stop_clock, the beginning of the grace period.
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

# wake: ends the worker's nap by writing a byte to a pipe. A byte that is written before the nap begins counts too. "<>" never blocks.
wake() { printf x 1<>"$box/runner/wake"; }

nap() {
    timeout "$1" dd bs=64 count=1 <&6 >/dev/null 2>&1 &
    wait $!
}

# due_at TIME: makes the next nap end at this time at the latest.
due_at() { [ "$next_due" -le "$1" ] || next_due=$1; }

# rest MS: naps for at most that time.
rest() {
    rest_ms=$((next_due - clock))
    [ "$rest_ms" -lt "$1" ] || rest_ms=$1
    [ "$rest_ms" -ge 20 ] || rest_ms=20
    fraction=$((1000 + rest_ms % 1000))
    nap "$((rest_ms / 1000)).${fraction#1}"
}

# told_exit CONTAINER CODE [MS [WORD]]
told_exit() { is_told_to_stop; frame exit "$1" "$2${4:+ $4}${stopped:+ Stopped}${expired:+ $expired}" "${3-}"; }
