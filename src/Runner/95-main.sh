# ---- 95-main.sh ----
# Starts the two shells of the runner. The first shell only waits and receives the signals. The second one is the worker: it decides
# everything and is the only one that writes to stdout.
#
# Offers:
# Reads:  await() finish() frame() note() now() outlive() read_clock() run_containers() run_pod() wake() box clock
#         code
# Sets:   script shell

# A mesh, or a mount namespace, must start the same shell and script again.
shell=$(readlink "/proc/$$/exe") script=$0
case $script in /*) ;; *) script=$box/$script ;; esac

case ${1-} in
    --in-mesh)
        trap ':' TERM INT HUP
        run_containers "$2"
        ;;
    /*) ;;
    *) set -- "./${1-plan}" ;;
esac

# Files of an earlier run must not be taken for files of this run.
rm -rf "$box/runner" "$box/volumes"
mkdir -p "$box/runner/tmp"
trap ': >"$box/runner/stop"; wake' TERM INT HUP
mkfifo "$box/runner/wake"
read_clock
read -r run_id </proc/sys/kernel/random/uuid
printf '%s %s\n' "$clock" "$run_id" >"$box/runner/run"
ms=$(now)
frame run - "$ms.$$.$run_id" "$ms"
(
    trap ':' TERM INT HUP
    run_pod "$1"
) </dev/null &
await $!
[ -s "$box/runner/finished" ] || {
    [ "$code" != 137 ] || outlive
    if [ -s "$box/runner/lines" ]; then
        { read -r lines; read -r whose; } <"$box/runner/lines"
        note - "$whose ended the job with $code: $(tail -n 1 "$box/runner/$lines")"
    else
        note - "the runner could not go on: the plan is at fault, see the job's standard error"
    fi
    finish 125
}
read -r last_word <"$box/runner/finished"
if [ "$last_word" = node ]; then
    trap - PROF
    kill -s PROF $$
fi
exit "$last_word"
