# ---- 60-fitness.sh ----
# Finds out whether this node can run a container at all. If it cannot, the site is at fault and not the pod, so the runner does not report
# an end. It names the node and ends by a signal that nothing else sends. HTCondor then holds the job (on_exit_hold), and the sidecar lets
# it run on another node.
#
# Offers: check_node() check_program() reason_in() tells_version() try_later() was_set_up()
# Reads:  ask_version() conclude() forget_credentials() forget_memory_dirs() get() is_on_host() is_told_to_stop()
#         line_frame() read_clock() signal() take_back() with_all() again_K any_image any_started app_K box clock code
#         dir leaves_trace overlay_works program running value version version_code waiting
# Sets:   again_K due_K k news waiting
# Plan:   c1_option_K c1_options

# check_program: is called before the first container. An Apptainer that cannot print its version cannot run a container.
check_program() {
    [ -n "$any_image" ] || return 0
    [ -n "$program" ] || { leave_node "neither apptainer nor singularity was found"; return 0; }
    case $version in
        apptainer*|singularity*) ;;
        *) leave_node "$program --version ended with $version_code: $(printf %s "$version" | tail -n 1 | head -c 300)" ;;
    esac
}

# tells_version: true if the program can print its version. One that is known by its name was not asked before.
tells_version() {
    [ "$version" != apptainer ] || ask_version
    case $version in apptainer*|singularity*) ;; *) return 1 ;; esac
}

# check_node: is called after a failure. The runner leaves a bad node as long as no container of the pod, except init containers, has
# started. The check runs an empty container, which costs as much as a container's start (80 ms), so it is not done earlier. Sets $unfit
# (why the node is bad) and $leaves_trace (whether a container leaves a trace when Apptainer sets it up on this node).
check_node() {
    unfit=
    # A pod in host mode needs no Apptainer.
    [ -n "$any_image" ] || return 0
    ! is_told_to_stop || return 0
    [ -n "$any_started" ] || tells_version || check_program
    ! runs_empty_container || return 0
    # The site's nodes may need the options that all its containers have.
    get c1_options
    [ "${value:-0}" = 0 ] || ! with_all c1_option "$value" runs_empty_container || { unfit=; return 0; }
    [ -n "$any_started" ] || leave_node "$unfit"
}

# runs_empty_container OPTIONS...: true if Apptainer gets as far as searching for the program in the container, or if the runner is told to
# stop meanwhile. If the site forbids such an image (a folder, its path, its owner), nothing is known, and the node counts as good.
runs_empty_container() {
    empty=$box/runner/empty
    mkdir -p "$empty/dev" "$empty/proc" "$empty/sys" "$empty/tmp" "$box/runner/traces/upper" "$box/runner/traces/work"
    set -- --containall --cleanenv --no-eval "$@"
    case " $* " in
        *' --overlay'*|*' -o '*|*' --writable'*|*' -w '*) ;;
        *) [ "$overlay_works" != yes ] || set -- "$@" --overlay "$box/runner/traces" ;;
    esac
    fit_limit=60
    [ -z "$any_started" ] || fit_limit=10
    timeout -k 5 "$fit_limit" "$program" -s exec "$@" "$empty" /.no-such-program >"$box/runner/fitness.log" 2>&1 </dev/null 6<&- 8<&- &
    fit_pid=$!
    while [ -e "/proc/$fit_pid/exe" ]; do
        ! is_told_to_stop || { kill "$fit_pid" 2>/dev/null; return 0; }
        sleep 0.02
    done
    wait "$fit_pid"
    fit_code=$?
    [ ! -e "$box/runner/traces/work/work" ] || leaves_trace=1
    ! grep -q -e '/\.no-such-program' -e disallow -e 'allowed configured path' -e 'owned by required' "$box/runner/fitness.log" || return 0
    unfit=$(reason_in "$box/runner/fitness.log")
    [ "$fit_code" != 124 ] || unfit="no answer within $fit_limit s"
    unfit="Apptainer starts no container, not even an empty one: ${unfit:-it ended with $fit_code and said nothing}"
    return 1
}

# was_set_up K: false if Apptainer surely ended, with $code, before it had set up the container. If the program ended before the runner saw
# it, the overlay's own folder shows that there was a container. On a node that leaves no such trace nothing is known, and the code counts
# as the program's.
was_set_up() {
    get "app_$1"
    [ -z "$value" ] && ! is_on_host "$1" || return 0
    if [ ! -e "$dir/overlaid" ]; then
        [ "$code" = 0 ] || check_node
        return 0
    fi
    [ ! -e "$dir/overlay/work/work" ] || return 0
    check_node
    [ -z "$leaves_trace$unfit" ]
}

# try_later K: plans another try. The node can run containers, but did not run this one; perhaps its Apptainer was being replaced. False
# after three tries.
try_later() {
    get "again_$1"; again=$((${value:-0} + 1))
    [ "$again" -le 3 ] && ! is_told_to_stop || return 1
    read_clock
    eval "again_$1=$again due_$1=$((clock + again * 2000))"
    waiting="$waiting $1" news=1
}

# leave_node WORDS: reports the node as bad, and ends the run.
leave_node() {
    ! is_told_to_stop || return 0
    machine=$(sed -n 's/^Machine = "\([^" ]*\)"$/\1/p' "${_CONDOR_MACHINE_AD:-/dev/null}" 2>/dev/null | head -n 1)
    end_running
    take_back
    forget_memory_dirs
    forget_credentials
    line_frame node - "${machine:-$(hostname)} $1"
    conclude node
}

# end_running: ends the sidecar and init containers that are running when the node is left, and waits while Apptainer cleans up.
end_running() {
    for k in $running; do signal "$k" KILL || :; done
    n=0
    for k in $running; do
        while [ ! -e "$box/runner/$k/exit" ] && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
    done
}

reason_in() { { grep '^FATAL:' "$1" || cat "$1"; } | tail -n 1 | sed 's/^FATAL: *//'; }
