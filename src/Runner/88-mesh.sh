# ---- 88-mesh.sh ----
# Runs the worker in a network of the pod's own. mesh.sh makes a network namespace and runs its arguments in it without quoting, so they
# must be plain words. The output of mesh.sh must not get into the stream, so the worker gets the stream as open file 7.
#
# Offers: run_in_mesh()
# Reads:  finish() note() outlive() quoted() TMPDIR box script shell

run_in_mesh() {
    printf "cd '%s' && exec '%s' '%s' --in-mesh '%s' >&7 7>&-\n" \
        "$(quoted "$box")" "$(quoted "$shell")" "$(quoted "$script")" "$(quoted "$1")" >"$box/runner/in-mesh"
    bash "$TMPDIR/mesh.sh" /bin/sh "$box/runner/in-mesh" 7>&1 >"$box/runner/mesh.log" 2>&1 </dev/null 6<&- &
    # After the pod's end the runner does not wait for mesh.sh.
    while [ -e "/proc/$!/exe" ] && [ ! -e "$box/runner/finished" ]; do sleep 0.25; done
    [ -e "$box/runner/finished" ] || outlive
    [ -e "$box/runner/finished" ] || {
        note - "the pod's mesh.sh has ended, but not the pod: $(tail -n 1 "$box/runner/mesh.log")"
        finish 125
    }
}
