# ---- 46-message.sh ----
# Makes the file for a container's termination message, and reports the message. A file of the runner is mounted at the path, writable for
# every user of the container. Nothing can be mounted at a new path below /dev. For such a path, Apptainer's own shell runs a line before
# the application that makes a link with the image's "ln".
#
# Offers: make_message_file() tell_message()
# Reads:  get() now() quoted() says_fatal() dir k name skip value
# Plan:   cK_message_from_log cK_message_path

make_message_file() {
    get "c${k}_message_path"
    [ -n "$value" ] || return 0
    : >"$dir/message"
    chmod 0666 "$dir/message"
    for ln in ln /bin/ln /usr/bin/ln; do
        printf "%s -s /.termination-message '%s' 2>/dev/null || " "$ln" "$(quoted "$value")"
    done >"$dir/message.sh"
    printf ':\n' >>"$dir/message.sh"
}

# tell_message K CODE: writes the message frame, before the exit frame. As in the kubelet, it takes the last 4096 bytes of the file, or the
# last 80 lines or 2048 bytes of the log.
tell_message() {
    message=$dir/message
    [ -s "$message" ] || {
        get "c${1}_message_from_log"
        [ -n "$value" ] && [ "$2" != 0 ] || return 0
        message=$dir/message.log
        says_fatal "$dir" || :
        tail -c +$((skip + 1)) "$dir/log" | tail -c 2048 | tail -n 80 >"$message"
    }
    length=$(tail -c 4096 "$message" | wc -c)
    [ "$((length))" != 0 ] || return 0
    printf '@%s message %s %s\n' "$(now)" "$name" "$((length))"
    tail -c 4096 "$message"
    printf '\n'
}
