# ---- the memory limit, where nothing else enforces one ---------------------------------------------------------------
# Reading a few numbers of /proc costs no process. Resident memory that is not shared with a file, of all processes of the container
# but Apptainer's own.
watch_memory() {
    get "c${1}_memory"; limit=$value
    get "measured_$1"
    [ -n "$limit" ] && [ $((clock - ${value:-0})) -ge 400 ] && find_application "$1" || return 0
    eval "measured_$1=$clock"
    get "app_$1"; family=$value
    get "c${1}_mode"
    [ "$value" = host ] || beside_application "$1"
    measure
    [ $((pages * page_size)) -gt "$limit" ] || return 0
    # Processes that were forked share most of it, which the kernel sorts out, but slowly; and between vfork and exec it counts one
    # process twice. So it is believed when it is seen twice.
    for _ in 1 2; do
        measure_exactly
        [ $((kib * 1024)) -gt "$limit" ] || return 0
    done
    signal "$1" KILL
    eval "oom_$1=OOMKilled told_$1=KILL kill_at_$1=$clock"
    note "$name" "it used $((kib / 1024)) MiB of memory, more than its limit of $((limit / 1048576)) MiB"
}

# Orphans of the container come to the first process in it, the application's parent; which is Apptainer itself if the site says --no-init.
beside_application() {
    read -r stat 2>/dev/null <"/proc/$family/stat" || return 0
    # shellcheck disable=SC2086
    set -- "$1" ${stat##*) }
    read -r pid <"$dir/pid"
    [ "$3" = "$pid" ] || { children_of "$3"; family=$children; }
}

# Sets $pages, and $all: the processes
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

# Sets $kib, the sum of those in $all that are there until the end: as processes end, the others' shares grow.
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
