# ---- all containers together -----------------------------------------------------------------------------------------
launch() {
    k=$1 dir=$box/runner/$1
    get "image_$k"; image=$value
    (run_container) >/dev/null 6<&- &
    eval "shell_$k=$!"
    running="$running $k"
}

# round: one look at every running container; what it has to say is written.
round() {
    more='' news='' ended=''
    set --
    for k in $running; do
        dir=$box/runner/$k
        get "shell_$k"
        alive=; [ ! -e "/proc/$value/exe" ] || alive=1
        if [ -e "$dir/exit" ]; then
            get "waits_$k"
            # What still holds the pipe 20 rounds after the end holds it for ever.
            if [ -e "$dir/eof" ] || [ "$value" -ge 20 ]; then ended="$ended $k "; else news=1; eval "waits_$k=$((value + 1))"; fi
        elif [ -z "$alive" ]; then
            printf '137 %s\n' "$(now)" >"$dir/exit"
            ended="$ended $k "
        fi
        ! is_told_to_stop || stop "$k"
        set -- "$@" "$dir/log"
    done
    # One stat for all: a process per container and round would cost more than all the rest.
    sizes=$(stat -c %s "$@")
    ms=
    for k in $running; do
        dir=$box/runner/$k size=${sizes%%
*}      sizes=${sizes#*
}
        look_at "$k"
    done
}

# stop K: TERM once, KILL when the grace is over.
stop() {
    get "told_$1"
    case $value in
        '') ! signal "$1" TERM || eval "told_$1=TERM" ;;
        TERM)
            [ "$(now)" -lt $((stop_ms + ${grace:-30} * 1000)) ] || { signal "$1" KILL; eval "told_$1=KILL"; } ;;
    esac
}

# run_all FIRST LAST: prepares, starts together, and watches until none runs.
run_all() {
    ready='' k=$1
    while [ "$k" -le "$2" ]; do
        next_k=$((k + 1))
        is_told_to_stop || ! prepare "$k" || ready="$ready $k"
        k=$next_k
    done
    ! is_told_to_stop || ready=
    for k in $ready; do launch "$k"; done
    quiet=0
    while [ -n "$running" ]; do
        starting=
        round
        [ -n "$running" ] || break
        [ -z "$more" ] || continue
        quiet=$((quiet + 1))
        [ -z "$news" ] || quiet=0
        # An ending container wakes this shell; so long rounds delay log lines only.
        if [ -n "$starting" ] && [ "$quiet" -lt 60 ]; then pause=0.05
        elif [ -n "$stop_ms" ] || [ "$quiet" -lt 40 ]; then pause=0.25
        else pause=1
        fi
        nap "$pause"
    done
}
