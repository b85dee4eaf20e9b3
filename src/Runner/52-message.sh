# ---- a container's last words: its termination message ---------------------------------------------------------------
# A file of ours is mounted at the path, open for whoever the container's user is. Below /dev nothing can be mounted at a new place: there
# Apptainer is made to run a line before the application. It has a shell of its own for that, but "ln" is the image's.
make_message_file() {
    get "c${k}_message_path"
    [ -n "$value" ] || return 0
    : >"$dir/message"
    chmod 0666 "$dir/message"
    for ln in ln /bin/ln /usr/bin/ln; do printf "%s -s /.termination-message '%s' 2>/dev/null || " "$ln" "$(quoted "$value")"; done >"$dir/message.sh"
    printf ':\n' >>"$dir/message.sh"
}

# tell_message K CODE: before its exit. The kubelet takes the last 4096 bytes of the file, of a log the last 80 lines or 2048 bytes.
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
