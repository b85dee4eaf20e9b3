# ---- 70-tell.sh ----
# Writes the frames of one container: its start, its log, its exit.
#
# Offers: look_at()
# Reads:  begin_hook() begin_probes() check_node() find_application() frame() get() keep_to_limit() never_started()
#         not_started() note() now() read_time() reason_in() says_fatal() settle() signal() tell_message()
#         tells_version() told_exit() try_later() was_set_up() why_root_failed() without() clock code containers_init
#         dir ended left length ms offset offset_K oom_K rest running shell_K size skip started_K told_K unready value
# Sets:   again_K any_started code hook_K_N hook_poststart_K left_K length more name news offset ran_from_K running
#         started_K starting
# Plan:   cK_mode cK_name

# look_at K: sends what is new of a container. Nothing is sent before the application is known to have started, because until then the log
# has only Apptainer's messages.
look_at() {
    get "c${1}_name"; name=$value
    get "started_$1"
    if [ -z "$value" ]; then
        begin_if_started "$1" || { case $ended in *" $1 "*) end_unstarted "$1" ;; *) starting=1 ;; esac; return 0; }
    fi
    get "offset_$1"; offset=$value
    if [ "$offset" -lt "$size" ]; then
        length=$((size - offset))
        keep_to_limit "$1"
        [ "$length" = 0 ] || ship "$1"
        eval "offset_$1=$offset"
    fi
    case $ended in
        *" $1 "*) [ "$offset" -lt "$size" ] || end_started "$1" ;;
    esac
}

# ship K: sends $length bytes of the log, beginning at $offset.
ship() {
    [ "$length" -le 1048576 ] || { length=1048576; more=1; }
    [ -n "$ms" ] || read_time
    printf '@%s log %s %s\n' "$ms" "$name" "$length"
    dd if="$dir/log" bs=1M iflag=skip_bytes,count_bytes skip="$offset" count="$length" status=none
    printf '\n'
    offset=$((offset + length)) news=1
    [ -z "$left" ] || eval "left_$1=$((left - length))"
    # Frees disk space of bytes that have been sent, if the file system can make holes. The last bytes stay, because they may be the
    # termination message.
    [ "$length" -lt 1048576 ] || fallocate -p -o 0 -l $((offset - 4096)) "$dir/log" 2>/dev/null || :
}

begin_if_started() {
    case $ended in
        *" $1 "*)
            read -r code at <"$dir/exit"
            ! never_started "$code" "$dir" || { check_node; return 1; }
            was_set_up "$1" || return 1
            at=
            [ ! -s "$dir/began" ] || read -r at <"$dir/began"
            # If Apptainer gets the stop signal while it sets up the container, it ends with 2.
            get "told_$1"
            [ -z "$value" ] || [ "$size" != 0 ] || [ "$code" != 2 ] || printf '143 %s\n' "$(now)" >"$dir/exit" ;;
        *)
            [ -r "$dir/pid" ] || return 1
            at=
            get "c${1}_mode"
            [ "$value" = host ] || find_application "$1" ||
                { [ "$size" != 0 ] && ! says_fatal "$dir" && [ "$size" -gt "$skip" ] && tells_version; } || return 1 ;;
    esac
    says_fatal "$dir" || :
    eval "offset_$1=$skip"
    [ -n "$at" ] || at=$(now)
    eval "started_$1=$at ran_from_$1=$clock hook_poststart_$1=''"
    [ "$1" -le "$containers_init" ] || any_started=1
    eval "again_$1=''"
    begin_probes "$1"
    frame start "$name" "$unready" "$at"
    case $ended in *" $1 "*) ;; *) begin_hook "$1" poststart || : ;; esac
}

# end_unstarted K: reports a program that was never started. The code is always 128, as in containerd.
end_unstarted() {
    no_longer_runs "$1"
    if never_started "$code" "$dir"; then
        not_started "$1" 128 "the container could not be started: $(reason_in "$dir/log")"
        return 0
    fi
    failure="Apptainer ended with $code before the container was set up"
    [ ! -s "$dir/log" ] || failure="$failure: $(tail -n 1 "$dir/log")"
    if try_later "$1"; then note "$name" "$failure. It is tried again"; else not_started "$1" 128 "$failure"; fi
}

end_started() {
    read -r code at <"$dir/exit"
    get "started_$1"
    [ "$at" -ge "$value" ] || at=$value
    why_root_failed "$1" "$code"
    tell_message "$1" "$code"
    get "oom_$1"
    told_exit "$name" "$code" "$at" "$value"
    no_longer_runs "$1"
    settle "$1" "$code"
}

no_longer_runs() {
    [ ! -e "$dir/own-group" ] || signal "$1" KILL || :
    # The background shell may still wait for a process that holds the log open. It is killed, so that it cannot change the files of the
    # next attempt.
    get "shell_$1"
    [ -e "$dir/eof" ] || [ ! -e "/proc/$value/exe" ] || kill -s KILL "$value" 2>/dev/null || :
    without "$1" "$running"
    running=$rest news=1
}
