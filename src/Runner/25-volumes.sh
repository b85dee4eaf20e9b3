# ---- files and folders of the pod ------------------------------------------------------------------------------------
# Prints the reason when they cannot be made.
make_volumes() {
    mkdir -p volumes
    if [ -n "$archive" ]; then
        words=$(tar -xp --no-same-owner -f "$archive" 2>&1) || { printf 'the files of the pod could not be unpacked: %s' "$words"; return 1; }
    fi
    i=1
    while [ "$i" -le "${emptydirs:-0}" ]; do
        get "emptydir_$i"
        mkdir -m 0777 "volumes/$value" || { printf 'the empty folder %s could not be made' "$value"; return 1; }
        i=$((i + 1))
    done
    find_host_paths && write_resolver_files
}

# Folders in memory are below one folder of /dev/shm, which is not the job's own: nobody but this runner removes it. So it is locked (by the
# open file 8) as long as the worker lives, and whoever comes next sweeps what is not: a lock is seen from every process namespace, a pid is not.
make_memory_dirs() {
    for folder in /dev/shm/htcondor-pod.*; do
        # One "stat" for both: what is ours and no link cannot be exchanged by others there.
        [ "$(stat -c %F:%u "$folder" 2>/dev/null)" = "directory:$(id -u)" ] || continue
        ! flock -n "$folder/lock" true 2>/dev/null || remove_tree "$folder"
    done
    [ "${memorydirs:-0}" != 0 ] || return 0
    # It gets the name that is swept when it is locked: one that nobody can foresee. Anybody may make a folder there, and "mv" without -T would move ours into it.
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

# A folder without rights to itself is one that rm cannot look into.
# What mapped ids own (41-root.sh) only they can remove.
remove_tree() {
    rm -rf "$1" 2>/dev/null || { chmod -R u+rwX "$1"; rm -rf "$1"; } 2>/dev/null ||
        unshare --user --map-auto --map-root-user rm -rf "$1" 2>/dev/null || :
}

# volumes/NAME is a link to the resolved path: what a link in the path points to later does not matter.
find_host_paths() {
    i=1
    while [ "$i" -le "${hostpaths:-0}" ]; do
        get "hostpath_${i}_path"; path=$value
        get "hostpath_${i}_root"; top=$value
        get "hostpath_${i}_type"; type=$value
        # Automounted folders (/cvmfs) are there once they are looked at.
        timeout 60 ls "$top/" "$path/" >/dev/null 2>&1 || :
        real=$(readlink -m "$path") && top=$(readlink -m "$top")
        case $real/ in
            "${top%/}"/*) ;;
            *) printf 'the path %s of this node leads out of %s' "$path" "$top"; return 1 ;;
        esac
        case $type in *OrCreate) [ -e "$real" ] || (umask 022; make_host_path "${real#"${top%/}"}") ;; esac
        case $type in
            Directory*) [ -d "$real" ] ;;
            File*) [ -f "$real" ] ;;
            Socket) [ -S "$real" ] ;;
            CharDevice) [ -c "$real" ] ;;
            BlockDevice) [ -b "$real" ] ;;
            *) [ -e "$real" ] ;;
        esac || { printf 'the path %s of this node is not there%s' "$path" "${type:+, or no $type}"; return 1; }
        get "hostpath_${i}_name"
        ln -s "$real" "volumes/$value"
        i=$((i + 1))
    done
}

# make_host_path PATH: below $top
make_host_path() {
    mkdir -p "$top" 2>/dev/null
    enter "$top" || return
    if [ "$type" = DirectoryOrCreate ]; then make_part "${1#/}"; return; fi
    split_path "${1#/}"
    make_part "$folder" && make_file "$entry"
}

write_resolver_files() {
    (
        umask 022
        host_name=${pod_hostname-}
        [ -n "$host_name" ] || read -r host_name </proc/sys/kernel/hostname || :
        printf '%s\n' "$host_name" >runner/hostname
        [ "${hosts_lines:-0}" = 0 ] || { cat /etc/hosts 2>/dev/null; lines hosts_line "$hosts_lines"; } >runner/hosts
        [ "${resolv_lines:-0}" = 0 ] || { [ -n "${resolv_whole-}" ] || cat /etc/resolv.conf 2>/dev/null; lines resolv_line "$resolv_lines"; } >runner/resolv.conf
    )
}

# lines NAME COUNT
lines() {
    i=1
    while [ "$i" -le "$2" ]; do get "${1}_$i"; printf '%s\n' "$value"; i=$((i + 1)); done
}
