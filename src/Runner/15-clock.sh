# ---- 15-clock.sh ----
# Reads the time without starting a process, waits, and checks the two reasons to stop: the signal from HTCondor and the deadline.
#
# Offers: check_deadline() due_at() is_told_to_stop() open_wake() read_clock() read_time() rest() told_exit() wake()
# Reads:  frame() note() now() box expired next_due run_clock stop_clock stopped time_offset
# Sets:   clock expired ms stop_clock stopped
# Plan:   deadline deadline_words

# read_clock: sets $clock, a monotonic time in milliseconds.
read_clock() {
    read -r clock _ </proc/uptime
    clock=${clock%.*}${clock#*.}0
}

# read_time: sets $ms, the time in milliseconds. "date" tells it every 10 s. In between it follows the monotonic clock, so that a frame
# costs no process.
read_time() {
    read_clock
    if [ -z "$time_offset" ] || [ "$clock" -ge "$time_until" ]; then
        ms=$(now)
        time_offset=$((ms - clock)) time_until=$((clock + 10000))
    else ms=$((clock + time_offset))
    fi
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

# wake: ends the worker's nap by writing a line to a pipe. A line that is written before the nap begins counts too. "<>" never blocks.
wake() { printf '\n' 1<>"$box/runner/wake"; }

# open_wake: opens the pipe as file 6, and finds out whether the "read" of this shell has a time limit and counts bytes, as in bash. In
# other shells file 6 is only for reading, so that the pipe ends when nobody else has it open.
open_wake() {
    has_read_limit=
    [ -p "$box/runner/wake" ] || { rm -f "$box/runner/wake"; mkfifo "$box/runner/wake"; }
    exec 6<>"$box/runner/wake"
    printf '\n' >&6
    # shellcheck disable=SC2094,SC3045 # other shells refuse the options
    if read -r -t 0.5 -N 1 line <&6 2>/dev/null && [ -n "$line" ]; then has_read_limit=1
    else exec 7<>"$box/runner/wake" 6<"$box/runner/wake" 7<&-
    fi
}

# nap SECONDS: waits for a line in the pipe, or for that time. In shells without a time limit for "read", one process keeps the time: it is
# the only one that has the pipe open for writing, so the pipe ends with it. If the pipe is gone, the process alone is waited for.
nap() {
    # shellcheck disable=SC3045
    if [ -n "$has_read_limit" ]; then
        read -r -t "$1" -N 1 _ <&6
        return 0
    fi
    {
        sleep "$1" >/dev/null 2>&1 6<&- 8<&- &
        exec 7>&-
        ! read -r _ <&6 || kill $! 2>/dev/null
        wait $! 2>/dev/null
        :
    } 7>"$box/runner/wake" || sleep "$1"
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
