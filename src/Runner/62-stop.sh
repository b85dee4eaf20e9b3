# ---- 62-stop.sh ----
# Runs hooks, and ends a container step by step: preStop hook, stop signal, KILL.
#
# Offers: begin_hook() end_if_told() stop() watch_poststart()
# Reads:  due_at() find_application() get() handle() is_told_to_stop() let_end() note() read_answer() signal() answer
#         box cK_stop_signal clock closing grace hook_K_N hook_poststart_K kill_at_K name stop_clock told_K value
#         words
# Sets:   answer hook_K_N hook_poststart_K kill_at_K least_K told_K
# Plan:   cK_N_seconds cK_N_type cK_sidecar

# begin_hook K poststart|prestop: starts the hook; false if there is none. A sleep needs no process, only a time.
begin_hook() {
    get "c${1}_$2_type"
    case $value in
        '') return 1 ;;
        sleep) get "c${1}_$2_seconds"; eval "hook_$2_$1=$((clock + ${value:-0} * 1000))" ;;
        *) eval "hook_$2_$1=run"; handle "$1" "$2" '' ;;
    esac
}

# hook_over K WHICH: true if the hook has ended. Sets $answer and $words.
hook_over() {
    get "hook_$2_$1"
    if [ "$value" != run ]; then
        answer=ok
        [ "$clock" -ge "$value" ] || { due_at "$value"; return 1; }
    else
        read_answer "$1" "$2" hook
    fi
}

# watch_poststart K: kills a container whose postStart hook has failed, as Kubernetes does.
watch_poststart() {
    get "hook_poststart_$1"
    [ -n "$value" ] && hook_over "$1" poststart || return 0
    eval "hook_poststart_$1="
    case $answer in ok|ended) return 0 ;; esac
    note "$name" "its postStart hook failed: $words; the container is killed"
    let_end "$1" $((clock + ${grace:-30} * 1000))
}

# end_if_told K: if the runner is told to stop, all containers end at once. Sidecar containers go on until the others have ended or the
# grace period is over.
end_if_told() {
    is_told_to_stop || return 0
    stop_at=$((stop_clock + ${grace:-30} * 1000))
    get "c${1}_sidecar"
    if [ -z "$value" ] || [ "$closing" = "$1" ] || [ "$clock" -ge "$stop_at" ]; then let_end "$1" "$stop_at"; fi
}

# stop K: does the next step of the container's end: preStop hook, stop signal, KILL.
stop() {
    get "kill_at_$1"; kill_at=$value
    [ -n "$kill_at" ] || return 0
    get "told_$1"
    case $value in
        '')
            if find_application "$1" && begin_hook "$1" prestop; then eval "told_$1=hook"; else send_stop_signal "$1"; fi ;;
        hook)
            if hook_over "$1" prestop || [ "$clock" -ge "$kill_at" ]; then
                [ "$kill_at" -ge $((clock + 2000)) ] || eval "least_$1=$((clock + 2000)) kill_at_$1=$((clock + 2000))"
                send_stop_signal "$1"
            fi ;;
        *)
            due_at "$kill_at"
            if [ "$value" = KILL ]; then kill_apptainer "$1"; elif [ "$clock" -ge "$kill_at" ]; then
                signal "$1" KILL
                eval "told_$1=KILL"
            fi ;;
    esac
}

# kill_apptainer K: kills Apptainer, if it still runs 5 s after KILL of the container.
kill_apptainer() {
    due_at $((kill_at + 5000))
    [ "$clock" -ge $((kill_at + 5000)) ] && read -r pid 2>/dev/null <"$box/runner/$1/pid" || return 0
    kill -s KILL "$pid" 2>/dev/null || :
}

send_stop_signal() {
    get "c${1}_stop_signal"
    if signal "$1" "${value:-TERM}" || signal "$1" TERM; then eval "told_$1=TERM"; fi
}
