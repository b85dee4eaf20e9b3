# ---- 75-outlive.sh ----
# Waits with an end that may be the job's own. HTCondor kills the processes of a job one after the other (condor_vacate_job
# -fast, or a node that goes down), and the job runs again. So a KILL that this runner did not send may strike the runner in
# a moment, and the next run would take back what it told. It is told a second later, by a runner that still lives.
#
# Offers: outlive() outlives()
# Reads:  due_at() get() is_told_to_stop() box clock outlived_K stopped told_K value
# Sets:   code value
# Plan:   outlive_ms

outlive() { sleep 1; }

# outlives K: may the end of this container be told? Apptainer ends with 255 when a helper process of its own was killed.
outlives() {
    read -r code _ <"$box/runner/$1/exit"
    case $code in 137|255) ;; *) return 0 ;; esac
    get "told_$1"
    is_told_to_stop || :
    [ -z "$stopped" ] && [ "$value" != KILL ] || return 0
    get "outlived_$1"
    [ -n "$value" ] || { value=$((clock + ${outlive_ms:-1000})); eval "outlived_$1=$value"; }
    due_at "$value"
    [ "$clock" -ge "$value" ]
}
