# ---- 58-probes.sh ----
# Decides when a probe is due, and what its answers mean, as the kubelet does. This code runs in the worker. The probe itself runs in the
# background (54-handlers.sh), and never twice at a time. $probes_K lists the container's kinds of probes. $up_K is set if the startup probe
# has succeeded, or there is none. $ready_K is set if the container is ready.
#
# Offers: begin_probes() read_answer() run_probes()
# Reads:  answer_file() due_at() frame() get() handle() let_end() line_frame() note() warn() answer clock grace
#         kill_at_K name probes_K ready_K started_K up_K value words
# Sets:   answer news unready was_up_K words
# Plan:   cK_N_delay cK_N_failure cK_N_grace cK_N_period cK_N_success cK_N_timeout cK_N_type

# begin_probes K: sets $unready, why the container is not ready yet. The start frame has these words, so that no reader takes a started
# container for a ready one.
begin_probes() {
    get "started_$1"; probes='' unready=''
    for kind in startup readiness liveness; do
        get "c${1}_${kind}_type"
        [ -n "$value" ] || continue
        probes="$probes $kind"
        get "c${1}_${kind}_delay"
        eval "due_${kind}_$1=$((clock + ${value:-0} * 1000)) good_${kind}_$1=0 bad_${kind}_$1=0 busy_${kind}_$1=''"
    done
    eval "probes_$1=\$probes"
    case $probes in
        *startup*) unready="its startup probe has not succeeded yet" ;;
        *readiness*) await_readiness; is_up "$1" ;;
        *) is_up "$1" ;;
    esac
}

await_readiness() { unready='its readiness probe has not succeeded yet'; }

# is_up K: notes that the startup probe is done. was_up_K survives restarts, because the runner does not wait again for a sidecar container
# that has been up once.
is_up() { eval "up_$1=1 was_up_$1=1"; }

run_probes() {
    get "probes_$1"; probes=$value
    for kind in $probes; do
        get "up_$1"
        case $kind:$value in startup:1) continue ;; startup:|*:1) ;; *) continue ;; esac
        get "kill_at_$1"
        [ -z "$value" ] || return 0
        get "busy_${kind}_$1"; busy=$value
        get "due_${kind}_$1"; due=$value
        if [ -n "$busy" ]; then
            ! read_answer "$1" "$kind" probe || {
                eval "busy_${kind}_$1="
                [ "$answer" = ended ] || judge "$1" "$kind"
                due_at "$due"
            }
        elif [ "$clock" -ge "$due" ]; then
            get "c${1}_${kind}_timeout"; probe_limit=${value:-1}
            get "c${1}_${kind}_period"
            eval "busy_${kind}_$1=1 due_${kind}_$1=$((clock + ${value:-10} * 1000))"
            handle "$1" "$kind" "$probe_limit"
        else
            due_at "$due"
        fi
    done
}

# read_answer K WHICH WORD: sets $answer and $words; false if there is no complete answer yet. An answer "skipped" is reported once and
# counts as a success. An answer that was read is emptied, which costs no process.
read_answer() {
    answer_file "$1" "$2"
    [ -s "$value" ] || return 1
    { IFS= read -r answer; IFS= read -r remark; IFS= read -r is_complete; } <"$value" && [ "$is_complete" = . ] || return 1
    : >"$value"
    words=${answer#* } answer=${answer%% *}
    [ "$answer" != skipped ] || {
        answer=ok
        get "skipped_$2_$1"
        [ -n "$value" ] || warn "$name" "its $2 $3 is not tried: $words"
        eval "skipped_$2_$1=1"
    }
    get "remarked_$2_$1"
    [ -z "$remark" ] || [ -n "$value" ] || { warn "$name" "its $2 $3 is run $remark"; eval "remarked_$2_$1=1"; }
}

# judge K KIND: counts one more answer, and acts when a threshold is reached.
judge() {
    get "good_$2_$1"; good=$value
    get "bad_$2_$1"; bad=$value
    if [ "$answer" = ok ]; then good=$((good + 1)) bad=0; else good=0 bad=$((bad + 1)); fi
    eval "good_$2_$1=$good bad_$2_$1=$bad"
    get "c${1}_$2_success"; enough=${value:-1}
    get "c${1}_$2_failure"; too_many=${value:-3}
    get "ready_$1"; ready=$value
    case $2:$answer in
        startup:ok) [ "$good" -lt "$enough" ] || has_come_up "$1" ;;
        readiness:ok) [ "$good" -lt "$enough" ] || [ -n "$ready" ] || is_ready "$1" ;;
        liveness:ok) ;;
        readiness:*)
            [ "$bad" != "$too_many" ] || { eval "ready_$1="; line_frame unready "$name" "readiness probe failed: $words"; } ;;
        *)
            [ "$bad" -lt "$too_many" ] || {
                note "$name" "$2 probe failed: $words; the container is killed"
                get "c${1}_$2_grace"
                let_end "$1" $((clock + ${value:-${grace:-30}} * 1000))
            } ;;
    esac
}

is_ready() { eval "ready_$1=1"; frame ready "$name" ''; }

has_come_up() {
    is_up "$1"
    case $probes in
        *readiness*) await_readiness; line_frame unready "$name" "$unready" ;;
        *) is_ready "$1" ;;
    esac
    news=1
}
