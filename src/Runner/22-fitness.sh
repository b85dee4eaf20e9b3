# ---- can this node run a container at all? ---------------------------------------------------------------------------
# A node that cannot is the site's fault and not the pod's: nothing of it is told as an end. The runner names the node and ends by a signal
# that nothing else sends it. HTCondor then holds the job (on_exit_hold), and the sidecar lets it run on another node.

# check_program: before the first container. A program that does not know its own version runs nothing.
check_program() {
    [ -n "$any_image" ] || return 0
    [ -n "$program" ] || { leave_node "neither apptainer nor singularity was found"; return 0; }
    case $version in
        apptainer*|singularity*) ;;
        *) leave_node "$program --version ended with $version_code: $(printf %s "$version" | tail -n 1 | head -c 300)" ;;
    esac
}

# check_node: when something goes wrong. Before any container of the pod (but its init containers) has started, a bad node is left. An empty
# container costs as much as a container's start (80 ms), so it is not tried before. Sets $unfit: why the node is bad; $leaves_trace: a
# container that is set up here leaves a trace.
check_node() {
    unfit=
    ! is_told_to_stop || return 0
    ! runs_empty_container || return 0
    # A site's nodes may need the options that all its containers have.
    set --
    get c1_options; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do get "c1_option_$i"; set -- "$@" "$value"; i=$((i + 1)); done
    [ "$#" = 0 ] || ! runs_empty_container "$@" || { unfit=; return 0; }
    [ -n "$any_started" ] || leave_node "$unfit"
}

# runs_empty_container OPTIONS...: it is right when Apptainer gets as far as looking for the program in it. It is not waited for when the
# runner is told to stop. Where a site forbids such an image (a folder, its path, its owner), nothing is known, and the node is taken for good.
runs_empty_container() {
    empty=$box/runner/empty
    mkdir -p "$empty/dev" "$empty/proc" "$empty/sys" "$empty/tmp" "$box/runner/traces/upper" "$box/runner/traces/work"
    set -- --containall --cleanenv --no-eval "$@"
    case " $* " in *' --overlay'*|*' -o '*|*' --writable'*|*' -w '*) ;; *) [ "${overlay_works-}" != yes ] || set -- "$@" --overlay "$box/runner/traces" ;; esac
    limit=60
    [ -z "$any_started" ] || limit=10
    timeout -k 5 "$limit" "$program" -s exec "$@" "$empty" /.no-such-program >"$box/runner/fitness.log" 2>&1 </dev/null 6<&- 8<&- &
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
    [ "$fit_code" != 124 ] || unfit="no answer within $limit s"
    unfit="Apptainer starts no container, not even an empty one: ${unfit:-it ended with $fit_code and said nothing}"
    return 1
}

# was_set_up K: false if Apptainer is known to have ended before there was a container. $code is what it ended with. A program that ended before it
# was seen has left the overlay's own folder; where a node leaves no such trace, nobody knows, and the code is the program's.
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

# try_later K: the node can run containers, and has not run this one: its Apptainer was being replaced, perhaps. False after three times.
try_later() {
    get "again_$1"; again=$((${value:-0} + 1))
    [ "$again" -le 3 ] && ! is_told_to_stop || return 1
    read_clock
    eval "again_$1=$again due_$1=$((clock + again * 2000))"
    waiting="$waiting $1" news=1
}

# leave_node WORDS
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

# Sidecars and init containers that run while the node is left: all in them ends, and their Apptainer puts away what it has brought.
end_running() {
    for k in $running; do signal "$k" KILL || :; done
    n=0
    for k in $running; do
        while [ ! -e "$box/runner/$k/exit" ] && [ "$n" -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
    done
}
