# ---- 43-message-place.sh ----
# Reads a termination message whose path is inside a volume. The runner mounts nothing there, so it leaves nothing in the volume. The
# application writes its file to the volume, and the runner reads the file when the container has ended. A file that existed before and has
# not changed is not a message of this container.
#
# Offers: fetch_message() find_message_place() mark_message()
# Reads:  covering() enter() enter_part() find_parts() get() split_path() cK_bind_N_source dir entry folder here inner
#         k limit outer part top value
# Sets:   floor is_marked message_in message_path part
# Plan:   cK_message_path

# find_message_place: sets $message_path. For a path in a volume it also sets $message_in (the number of the bind) and $message_inner (the
# path in the bind).
find_message_place() {
    get "c${k}_message_path"; message_path=$value
    message_in='' message_inner=''
    [ -z "$message_path" ] || ! covering "$message_path" || message_in=$outer message_inner=$inner
}

# enter_message_folder: enters the folder of the node that contains the message, and sets $entry. It is careful, because containers can
# change the content of a volume.
enter_message_folder() {
    get "c${k}_bind_${message_in}_source"
    find_parts "$value"
    enter "$limit" || return
    [ -z "$top" ] || { enter_part "$top" && floor=$here; } || return
    [ -z "$part" ] || [ -z "$message_inner" ] || { enter_part "$part" && floor=$here && part=; } || return
    split_path "$part$message_inner"
    [ -z "$folder" ] || enter_part "$folder"
}

# state_of_message: prints the state of the file. The first two words are its kind and its size.
state_of_message() { stat -c '%f %s %d %i %y %z' "./$entry" 2>/dev/null; }

mark_message() { is_marked=1 message_before=$(enter_message_folder && state_of_message); }

# fetch_message: copies the message. dd follows no link and does not wait for a pipe.
fetch_message() {
    (
        enter_message_folder && state=$(state_of_message) && [ "$state" != "$message_before" ] || exit 0
        case $state in 8???' '*) ;; *) exit 0 ;; esac
        written=${state#* }
        written=${written%% *} from=0
        [ "$written" -le 4096 ] || from=$((written - 4096))
        dd if="./$entry" iflag=nofollow,nonblock,skip_bytes,count_bytes skip="$from" count=4096 status=none >"$dir/message" 2>/dev/null
    )
}
