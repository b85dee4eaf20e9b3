# ---- 48-end.sh ----
# Ends the stream, and with it the runner. HTCondor drops what is still in its pipe (64 KiB) when the job exits, so the last
# bytes of the stream are worthless ones.
#
# Offers: conclude() finish()
# Reads:  forget_credentials() forget_memory_dirs() frame() is_told_to_stop() now() take_back() box expired stopped

# finish CODE: tells the end of the pod, and ends.
finish() {
    is_told_to_stop
    take_back
    forget_memory_dirs
    forget_credentials
    frame end - "$1${stopped:+ Stopped}${expired:+ $expired}"
    conclude "$1"
}

# conclude CODE: writes the worthless bytes, and ends. "node" instead of a code: see 60-fitness.sh.
conclude() {
    printf '@%s pad - 131072\n' "$(now)"
    head -c 131072 /dev/zero
    printf '\n'
    printf '%s\n' "$1" >"$box/runner/finished"
    [ "$1" != node ] || exit 125
    exit "$1"
}
