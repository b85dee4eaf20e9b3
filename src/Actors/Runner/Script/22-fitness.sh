# ---- can this node run a container at all? ---------------------------------------------------------------------------
# A node that cannot is the site's fault and not the pod's: nothing of it is told as an end. The runner names the node and ends by a signal
# that nothing else sends it. HTCondor then holds the job (on_exit_hold), and the sidecar lets it run on another node.

# check_program: before the first container. A program that does not know its own version runs nothing.
check_program() {
    [ -n "$any_image" ] || return 0
    [ -n "$program" ] || leave_node "neither apptainer nor singularity was found"
    case $version in
        apptainer*|singularity*) ;;
        *) leave_node "$program --version ended with $version_code: $(printf %s "$version" | tail -n 1 | head -c 300)" ;;
    esac
}

# check_node: when something goes wrong before any container of the pod has started. An empty container costs as much as a container's start
# (80 ms), so it is not tried before. It is right when Apptainer gets as far as looking for the program in it.
check_node() {
    [ -z "$any_started$fit" ] && ! is_told_to_stop || return 0
    empty=$box/runner/empty
    mkdir -p "$empty/dev" "$empty/proc" "$empty/sys" "$empty/tmp"
    timeout -k 5 60 "$program" -s exec --containall --cleanenv --no-eval "$empty" /.no-such-program >"$box/runner/fitness.log" 2>&1 </dev/null 8<&-
    fit_code=$?
    # A site may allow no folders as images. Then nothing is known.
    ! grep -q -e '/\.no-such-program' -e 'disallow' "$box/runner/fitness.log" || { fit=1; return 0; }
    fit_words=$(reason_in "$box/runner/fitness.log")
    [ "$fit_code" != 124 ] || fit_words="no answer within 60 s"
    leave_node "Apptainer starts no container, not even an empty one: ${fit_words:-it ended with $fit_code and said nothing}"
}

# leave_node WORDS
leave_node() {
    ! is_told_to_stop || return 0
    machine=$(sed -n 's/^Machine = "\([^" ]*\)"$/\1/p' "${_CONDOR_MACHINE_AD:-/dev/null}" 2>/dev/null | head -n 1)
    forget_memory_dirs
    line_frame node - "${machine:-$(hostname)} $1"
    conclude node
}
