# ---- 65-memory.sh ----
# Enforces a container's memory limit, because nothing else does.
#
# Offers: watch_memory()
# Reads:  children_of() find_application() get() is_alive() note() signal() app_K children clock dir name page_size
#         value
# Sets:   kill_at_K oom_K told_K
# Plan:   cK_memory cK_mode

# watch_memory K: measures with a few numbers from /proc, which costs no process. It counts the resident memory that is not shared with a
# file, of all processes of the container except Apptainer's own.
watch_memory() {
    get "c${1}_memory"; memory_limit=$value
    get "measured_$1"
    [ -n "$memory_limit" ] && [ $((clock - ${value:-0})) -ge 400 ] && find_application "$1" || return 0
    eval "measured_$1=$clock"
    get "app_$1"; family=$value
    get "c${1}_mode"
    [ "$value" = host ] || beside_application "$1"
    measure
    [ $((pages * page_size)) -gt "$memory_limit" ] || return 0
    # Forked processes share most of their memory. The kernel knows the shares, but computes them slowly, and between vfork and exec it
    # counts one process twice. So the exact number must be too high two times in a row.
    for _ in 1 2; do
        measure_exactly
        [ $((kib * 1024)) -gt "$memory_limit" ] || return 0
    done
    signal "$1" KILL
    eval "oom_$1=OOMKilled told_$1=KILL kill_at_$1=$clock"
    note "$name" "it used $((kib / 1024)) MiB of memory, more than its limit of $((memory_limit / 1048576)) MiB"
}

# beside_application K: sets $family to all processes beside the application. The first process in the container, the application's parent,
# adopts the container's orphaned processes. With --no-init the parent is Apptainer itself.
beside_application() {
    read -r stat 2>/dev/null <"/proc/$family/stat" || return 0
    # shellcheck disable=SC2086
    set -- "$1" ${stat##*) }
    read -r pid <"$dir/pid"
    [ "$3" = "$pid" ] || { children_of "$3"; family=$children; }
}

# measure: sets $pages, and $all to the processes.
measure() {
    pages=0 all=''
    while [ -n "$family" ]; do
        next=
        for process in $family; do
            resident=0 shared=0
            [ ! -r "/proc/$process/statm" ] || read -r _ resident shared _ <"/proc/$process/statm" || continue
            pages=$((pages + resident - shared)) all="$all $process"
            children_of "$process"
            next="$next$children"
        done
        family=$next
    done 2>/dev/null
}

# measure_exactly: sets $kib to the sum of the processes in $all that live until the end. When a process ends, the shares of the others
# grow.
measure_exactly() {
    shares=''
    for process in $all; do
        anonymous=
        while read -r key count _; do
            case $key in
                Pss:) [ -n "$anonymous" ] || anonymous=$count ;;
                Pss_Anon:) anonymous=$count ;;
            esac
        done <"/proc/$process/smaps_rollup"
        shares="$shares $process:${anonymous:-0}"
    done 2>/dev/null
    kib=0
    for share in $shares; do
        ! is_alive "${share%:*}" || kib=$((kib + ${share#*:}))
    done
}
