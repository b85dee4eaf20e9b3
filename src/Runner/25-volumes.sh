# ---- 25-volumes.sh ----
# Makes the pod's files and folders on the node: unpacked volumes, empty folders, folders in memory, links to paths of the node, and the
# resolver's files. Removes the ones that must not outlive the job.
#
# Offers: forget_memory_dirs() make_memory_dirs() make_volumes() remove_tree()
# Reads:  each_of() enter() get() make_file() make_part() split_path() box entry folder value
# Plan:   archive emptydir_K emptydirs hostpath_K_name hostpath_K_path hostpath_K_root hostpath_K_type hostpaths
#         hosts_line_K hosts_lines memorydir_K memorydirs pod_hostname resolv_line_K resolv_lines resolv_whole

# make_volumes: prints the reason if it fails.
make_volumes() {
    mkdir -p volumes
    if [ -n "$archive" ]; then
        tar_words=$(tar -xp --no-same-owner -f "$archive" 2>&1) || {
            printf 'the files of the pod could not be unpacked: %s' "$tar_words"
            return 1
        }
    fi
    i=1
    while [ "$i" -le "${emptydirs:-0}" ]; do
        get "emptydir_$i"
        mkdir -m 0777 "volumes/$value" || { printf 'the empty folder %s could not be made' "$value"; return 1; }
        i=$((i + 1))
    done
    find_host_paths && write_resolver_files
}

# make_memory_dirs: makes the folders in memory below one folder in /dev/shm, which HTCondor does not remove when the job ends. So the
# worker locks this folder (by the open file 8) as long as it lives, and the next runner on this node removes folders without a lock. A lock
# is visible from every process namespace; a pid is not.
make_memory_dirs() {
    for folder in /dev/shm/htcondor-pod.*; do
        [ -e "$folder" ] || continue
        # One "stat" checks both: others cannot replace this user's folder in /dev/shm, but they can replace a link.
        [ "$(stat -c %F:%u "$folder" 2>/dev/null)" = "directory:$(id -u)" ] || continue
        ! flock -n "$folder/lock" true 2>/dev/null || remove_tree "$folder"
    done
    [ "${memorydirs:-0}" != 0 ] || return 0
    # The folder gets the name that other runners clean up only after it is locked. Nobody can foresee that name. "mv" needs -T: anybody may
    # make a folder in /dev/shm, and "mv" would move this folder into it.
    folder=$(mktemp -d /dev/shm/.htcondor-pod.XXXXXX) && memory=$(mktemp -u /dev/shm/htcondor-pod.XXXXXX) || return 1
    exec 8>"$folder/lock"
    flock 8
    printf '%s\n' "$memory" >runner/memory
    mv -T "$folder" "$memory" || { remove_tree "$folder"; return 1; }
    [ "$(stat -c %F:%u:%a "$memory")" = "directory:$(id -u):700" ] || return 1
    i=1
    while [ "$i" -le "$memorydirs" ]; do
        get "memorydir_$i"
        mkdir -m 0777 "$memory/$value" && ln -s "$memory/$value" "volumes/$value" || return 1
        i=$((i + 1))
    done
}

forget_memory_dirs() {
    [ -s "$box/runner/memory" ] || return 0
    read -r memory <"$box/runner/memory"
    remove_tree "$memory"
}

# remove_tree PATH: rm cannot read a folder without permissions. Only the mapped ids (34-root.sh) can remove files that they own.
remove_tree() {
    rm -rf "$1" 2>/dev/null || { chmod -R u+rwX "$1"; rm -rf "$1"; } 2>/dev/null ||
        unshare --user --map-auto --map-root-user rm -rf "$1" 2>/dev/null || :
}

# find_host_paths: volumes/NAME is a link to the resolved path. A link in the path that changes later does not matter.
find_host_paths() {
    i=1
    while [ "$i" -le "${hostpaths:-0}" ]; do
        get "hostpath_${i}_path"; node_path=$value
        get "hostpath_${i}_root"; node_top=$value
        get "hostpath_${i}_type"; node_type=$value
        # Automounted folders (/cvmfs) appear when they are accessed.
        timeout 60 ls "$node_top/" "$node_path/" >/dev/null 2>&1 || :
        node_real=$(readlink -m "$node_path") && node_top=$(readlink -m "$node_top")
        case $node_real/ in
            "${node_top%/}"/*) ;;
            *) printf 'the path %s of this node leads out of %s' "$node_path" "$node_top"; return 1 ;;
        esac
        case $node_type in *OrCreate) [ -e "$node_real" ] || (umask 022; make_host_path "${node_real#"${node_top%/}"}") ;; esac
        case $node_type in
            Directory*) [ -d "$node_real" ] ;;
            File*) [ -f "$node_real" ] ;;
            Socket) [ -S "$node_real" ] ;;
            CharDevice) [ -c "$node_real" ] ;;
            BlockDevice) [ -b "$node_real" ] ;;
            *) [ -e "$node_real" ] ;;
        esac || { printf 'the path %s of this node is not there%s' "$node_path" "${node_type:+, or no $node_type}"; return 1; }
        get "hostpath_${i}_name"
        ln -s "$node_real" "volumes/$value"
        i=$((i + 1))
    done
}

# make_host_path PATH: makes a missing path below $node_top.
make_host_path() {
    mkdir -p "$node_top" 2>/dev/null
    enter "$node_top" || return
    if [ "$node_type" = DirectoryOrCreate ]; then make_part "${1#/}"; return; fi
    split_path "${1#/}"
    make_part "$folder" && make_file "$entry"
}

write_resolver_files() {
    (
        umask 022
        host_name=${pod_hostname-}
        [ -n "$host_name" ] || read -r host_name </proc/sys/kernel/hostname || :
        printf '%s\n' "$host_name" >runner/hostname
        [ "${hosts_lines:-0}" = 0 ] || { cat /etc/hosts 2>/dev/null; each_of hosts_line "$hosts_lines" printf '%s\n'; } >runner/hosts
        [ "${resolv_lines:-0}" = 0 ] || {
            [ -n "${resolv_whole-}" ] || cat /etc/resolv.conf 2>/dev/null
            each_of resolv_line "$resolv_lines" printf '%s\n'
        } >runner/resolv.conf
    )
}
