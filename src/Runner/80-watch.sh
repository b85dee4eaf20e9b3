# ---- 80-watch.sh ----
# Watches all running containers until a condition is true: writes their frames, and does what they need.
#
# Offers: are_over() begin_all() pause() run_all() turn() watch_until()
# Reads:  check_deadline() end_if_told() get() is_over() is_told_to_stop() launch() look_at() now() outlives()
#         prepare() rest() run_probes() start_again() stop() watch_memory() watch_poststart() watch_storage()
#         any_memory box clock hook_poststart_K k more news quiet running shell_K started_K starting stop_clock value
#         waits_K
# Sets:   dir ended ms next_due over_K size
# Plan:   cK_poststart_type

# find_size: sets $size, the length of the log in $dir. It is the position of the process that writes the log, and reading that costs no
# process. False if the kernel does not show it. When the writer has ended, another process may have its pid, so the file is compared. The
# file of /proc is read to its end: if its process ends meanwhile, bash cannot go back in it, and gives the rest to the next "read" of any
# other file.
# shellcheck disable=SC3013 # all shells of nodes know -ef
find_size() {
    position=
    read -r writer 2>/dev/null <"$dir/reader" && [ -r "/proc/$writer/fdinfo/1" ] || return 1
    while read -r key count _; do
        [ "$key" != pos: ] || position=$count
    done 2>/dev/null <"/proc/$writer/fdinfo/1"
    [ -n "$position" ] && [ "/proc/$writer/fd/1" -ef "$dir/log" ] && size=$position
}

# round: checks every running container once.
round() {
    ended=''
    set --
    for k in $running; do
        dir=$box/runner/$k
        get "shell_$k"
        alive=; [ ! -e "/proc/$value/exe" ] || alive=1
        if [ -e "$dir/exit" ]; then
            get "waits_$k"
            # A process that still holds the pipe 20 rounds after the end may hold it for ever, so the runner stops waiting for it.
            if [ ! -e "$dir/eof" ] && [ "$value" -lt 20 ]; then
                news=1
                eval "waits_$k=$((value + 1))"
            elif outlives "$k"; then ended="$ended $k "
            fi
        elif [ -z "$alive" ]; then
            printf '137 %s\n' "$(now)" >"$dir/exit"
            : >"$dir/eof"
            next_due=$clock
        else
            end_if_told "$k"
            stop "$k"
        fi
        size=
        if [ -e "$dir/exit" ] || ! find_size; then set -- "$@" "$dir/log"; fi
        eval "size_$k=\$size"
    done
    # One stat serves all containers: a process per container and round would cost more than everything else.
    [ "$#" = 0 ] || sizes=$(stat -c %s "$@")
    ms=
    for k in $running; do
        dir=$box/runner/$k
        get "size_$k"; size=$value
        [ -n "$size" ] || {
            size=${sizes%%
*}          sizes=${sizes#*
}
        }
        look_at "$k"
        get "started_$k"
        [ -z "$value" ] || [ -e "$dir/exit" ] || tend "$k"
    done
}

# tend K: does what a running container needs.
tend() {
    run_probes "$1"
    watch_poststart "$1"
    watch_memory "$1"
}

# turn: checks everything once.
turn() {
    check_deadline
    watch_storage
    next_due=$((clock + 1000)) more='' news='' starting=''
    [ -z "$running" ] || round
    start_again
}

# pause: naps until the next turn. The end of a container and the answer of a probe wake this shell, so a long pause delays only log lines.
pause() {
    [ -z "$more" ] || return 0
    quiet=$((quiet + 1))
    [ -z "$news" ] || quiet=0
    if [ -n "$starting" ] && [ "$quiet" -lt 60 ]; then rest 50
    elif [ -n "$stop_clock" ] || [ "$quiet" -lt 40 ]; then rest 250
    elif [ -n "$any_memory" ]; then rest 500
    else rest 1000
    fi
}

# watch_until CONDITION...: watches all containers until the command is true.
watch_until() {
    quiet=0
    while :; do
        turn
        ! "$@" || break
        pause
    done
}

are_over() {
    j=$1
    while [ "$j" -le "$2" ]; do
        is_over "$j" || return 1
        j=$((j + 1))
    done
}

# run_all FIRST LAST: starts each container when its image is there, one after the other as the kubelet does, and watches until all are
# over.
run_all() {
    begin_all "$@"
    watch_until are_over "$@"
}

# await_poststart K: waits until the postStart hook is over, before the next container is started, as the kubelet does.
await_poststart() {
    get "c${1}_poststart_type"
    [ -z "$value" ] || watch_until is_past_poststart "$1"
}

is_past_poststart() {
    case "$running " in *" $1 "*) ;; *) return 0 ;; esac
    ! is_told_to_stop || return 0
    get "started_$1"
    [ -n "$value" ] || return 1
    get "hook_poststart_$1"
    [ -z "$value" ]
}

# begin_all FIRST LAST: starts the containers. If the runner is told to stop, the containers that were not started are over.
begin_all() {
    this_k=$1
    while [ "$this_k" -le "$2" ]; do
        if is_told_to_stop; then eval "over_$this_k=1"
        elif prepare "$this_k"; then
            if is_told_to_stop; then eval "over_$this_k=1"; else launch "$this_k"; await_poststart "$this_k"; fi
        fi
        this_k=$((this_k + 1))
    done
}
