# ---- 75-outlive.sh ----
# Delays the report of an end that may be the end of the job itself. HTCondor kills the processes of a job one after the other
# (condor_vacate_job -fast, or a node that goes down), and then runs the job again. So a KILL that this runner did not send may reach the
# runner itself a moment later, and the next run would take back the reported end. So the runner reports such an end a second later, if it
# still lives.
#
# Offers: outlive() outlives()
# Reads:  due_at() get() is_told_to_stop() box clock outlived_K stopped told_K value
# Sets:   code value
# Plan:   outlive_ms

outlive() { sleep 1; }

# outlives K: true if the end of this container may be reported. Apptainer ends with 255 if one of its helper processes was killed.
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
