# ---- ends that may be the job's ---------------------------------------------------------------------------------------
# condor_vacate_job -fast, or a node that goes down, kills the processes of a job one after the other, and the job runs again. So the end of another
# process, by a KILL that this runner did not send, may be its own in a moment; what it told of it then would be taken back by the next run. It is told
# a second later, by whoever is still there.
outlive() { sleep 1; }

# outlives K: may its end be told? 255 is Apptainer's, also when a helper of its was killed.
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
