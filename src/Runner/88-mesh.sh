# ---- a pod in a network of its own -----------------------------------------------------------------------------------
# mesh.sh makes a network namespace and runs its arguments in it, unquoted: so they are plain words. What it says itself must not come into
# the stream, which the worker in there gets as 7.
run_in_mesh() {
    printf "cd '%s' && exec '%s' '%s' --in-mesh '%s' >&7 7>&-\n" \
        "$(quoted "$box")" "$(quoted "$shell")" "$(quoted "$script")" "$(quoted "$1")" >"$box/runner/in-mesh"
    bash "$TMPDIR/mesh.sh" /bin/sh "$box/runner/in-mesh" 7>&1 >"$box/runner/mesh.log" 2>&1 </dev/null 6<&- &
    # What it does after the pod's end is not waited for.
    while [ -e "/proc/$!/exe" ] && [ ! -e "$box/runner/finished" ]; do sleep 0.25; done
    [ -e "$box/runner/finished" ] || outlive
    [ -e "$box/runner/finished" ] || {
        note - "the pod's mesh.sh has ended, but not the pod: $(tail -n 1 "$box/runner/mesh.log")"
        finish 125
    }
}
