# ---- 48-end.sh ----
# Ends the stream and the runner. When the job exits, HTCondor drops the bytes that are still in its pipe (64 KiB), so the stream ends with
# padding.
#
# Offers: conclude() finish()
# Reads:  forget_credentials() forget_memory_dirs() frame() is_told_to_stop() now() take_back() box expired stopped

# finish CODE: writes the end frame of the pod, and ends.
finish() {
    is_told_to_stop
    take_back
    forget_memory_dirs
    forget_credentials
    frame end - "$1${stopped:+ Stopped}${expired:+ $expired}"
    conclude "$1"
}

# conclude CODE: writes the padding, and ends. 60-fitness.sh passes "node" instead of a code.
conclude() {
    printf '@%s pad - 131072\n' "$(now)"
    head -c 131072 /dev/zero
    printf '\n'
    printf '%s\n' "$1" >"$box/runner/finished"
    [ "$1" != node ] || exit 125
    exit "$1"
}
