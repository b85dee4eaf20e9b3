# ---- 88-mesh.sh ----
# Runs the worker in a network of the pod's own. mesh.sh makes a network namespace and runs its arguments in it, unquoted,
# so they are plain words. What mesh.sh says must not come into the stream, which the worker in there gets as open file 7.
#
# Offers: run_in_mesh()
# Reads:  finish() note() outlive() quoted() TMPDIR box script shell

run_in_mesh() {
    printf "cd '%s' && exec '%s' '%s' --in-mesh '%s' >&7 7>&-\n" \
        "$(quoted "$box")" "$(quoted "$shell")" "$(quoted "$script")" "$(quoted "$1")" >"$box/runner/in-mesh"
    bash "$TMPDIR/mesh.sh" /bin/sh "$box/runner/in-mesh" 7>&1 >"$box/runner/mesh.log" 2>&1 </dev/null 6<&- &
    # mesh.sh is not waited for after the pod's end.
    while [ -e "/proc/$!/exe" ] && [ ! -e "$box/runner/finished" ]; do sleep 0.25; done
    [ -e "$box/runner/finished" ] || outlive
    [ -e "$box/runner/finished" ] || {
        note - "the pod's mesh.sh has ended, but not the pod: $(tail -n 1 "$box/runner/mesh.log")"
        finish 125
    }
}
