# ---- a pod -----------------------------------------------------------------------------------------------------------
run_pod() {
    [ -r "$1" ] || { note - "there is no plan $1"; finish 125; }
    # shellcheck source=/dev/null
    . "$1" || { note - "the plan $1 cannot be read"; finish 125; }
    [ "${plan_version-}" = 1 ] || { note - "this runner does not know plans of version ${plan_version-}"; finish 125; }
    clean_environment
    run_command_prefix
    find_program
    last=$((containers_init + containers_main))
    problem=$(make_volumes) || { note - "$problem"; finish 125; }

    this=1
    while [ "$this" -le "$containers_init" ] && ! is_told_to_stop; do
        run_all "$this" "$this"
        get "code_$this"
        [ "${value:-0}" = 0 ] || finish "$value"
        this=$((this + 1))
    done
    is_told_to_stop || run_all "$this" "$last"

    k=1 result=0
    while [ "$k" -le "$last" ]; do
        get "code_$k"
        # Stopped before it could run: not a success, whatever the others said.
        [ -n "$value" ] || value=143
        [ "$value" = 0 ] || result=$value
        k=$((k + 1))
    done
    finish "$result"
}

# Nothing of an earlier run may be taken for this one's.
rm -rf "$box/runner" "$box/volumes"
mkdir -p "$box/runner/tmp"
trap ': >"$box/runner/stop"; wake' TERM INT HUP
mkfifo "$box/runner/wake"
exec 6<>"$box/runner/wake"
read -r run_id </proc/sys/kernel/random/uuid
frame run - "$(now).$$.$run_id"
case ${1-} in
    /*) ;;
    *) set -- "./${1-plan}" ;;
esac
(
    trap ':' TERM INT HUP
    run_pod "$1"
) </dev/null &
await $!
[ -e "$box/runner/finished" ] || {
    note - "the runner could not go on: the plan or the command prefix is at fault, see the job's standard error"
    finish 125
}
exit "$code"
