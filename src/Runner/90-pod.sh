# ---- 90-pod.sh ----
# Runs the pod: reads the plan, prepares the node, runs init containers, containers and sidecars, and gives the exit code.
#
# Offers: run_containers() run_pod()
# Reads:  begin_sidecar() check_program() clean_environment() close_sidecars() find_open_volumes() find_program()
#         finish() forget_all() get() is_on_host() is_over() is_told_to_stop() make_image_cache() make_memory_dirs()
#         make_volumes() note() open_wake() protect_credentials() read_clock() run_all() run_in_mesh() run_lines()
#         TMPDIR box code_K containers_init containers_main expired value
# Sets:   any_image any_memory last page_size run_clock run_id
# Plan:   cK_memory cK_sidecar command_prefix plan_version pod_ip pre_exec

read_plan() {
    [ -r "$1" ] || { note - "there is no plan $1"; finish 125; }
    # shellcheck source=/dev/null
    . "$1" || { note - "the plan $1 cannot be read"; finish 125; }
    [ "${plan_version-}" = 1 ] || { note - "this runner does not know plans of version ${plan_version-}"; finish 125; }
}

run_pod() {
    read_plan "$1"
    protect_credentials
    clean_environment
    [ -z "${pod_ip-}" ] || export POD_IP="$pod_ip"
    run_lines "the site's command prefix" "${command_prefix-}" prefix.log
    run_lines "the pod's pre-exec" "${pre_exec-}" pre-exec.log
    if [ -n "${pre_exec-}" ] && [ -e "$TMPDIR/mesh.sh" ]; then run_in_mesh "$1"; else run_containers "$1"; fi
}

run_containers() {
    # Both are repeated, because the lines of the site and the pod may have used the same names.
    forget_all
    read_plan "$1"
    open_wake
    read -r run_clock run_id <"$box/runner/run"
    read_clock
    any_memory='' last=$((containers_init + containers_main))
    k=1
    while [ "$k" -le "$last" ]; do
        get "c${k}_memory"; any_memory=$any_memory$value
        is_on_host "$k" || any_image=1
        k=$((k + 1))
    done
    page_size=4096
    [ -z "$any_memory" ] || page_size=$(getconf PAGESIZE 2>/dev/null) || page_size=4096
    find_program
    check_program
    make_image_cache
    problem=$(make_volumes) || { note - "$problem"; finish 125; }
    find_open_volumes
    make_memory_dirs || { note - "the folders in memory could not be made in /dev/shm"; finish 125; }

    init=1
    while [ "$init" -le "$containers_init" ] && ! is_told_to_stop; do
        get "c${init}_sidecar"
        if [ -n "$value" ]; then begin_sidecar "$init"; else run_all "$init" "$init"; fi
        if is_over "$init"; then
            get "code_$init"
            [ "${value:-0}" = 0 ] || { result=$value; close_sidecars; finish "$result"; }
        fi
        init=$((init + 1))
    done
    is_told_to_stop || run_all "$init" "$last"
    close_sidecars
    find_result
    finish "$result"
}

find_result() {
    k=1 result=0
    while [ "$k" -le "$last" ]; do
        get "c${k}_sidecar"; sidecar=$value
        get "code_$k"
        # A container that was stopped before it could run is not a success, whatever the exit codes of the others.
        [ -n "$value" ] || value=143
        [ "$value" = 0 ] || [ -n "$sidecar" ] || result=$value
        k=$((k + 1))
    done
    [ -z "$expired" ] || [ "$result" != 0 ] || result=143
}
