# ---- 39-hold.sh ----
# Makes the mounts that a container could redirect. Apptainer opens the source and the target of a mount by name. A container that can write
# to a folder of that path can replace the folder by a link after the runner's check and before Apptainer's mount (as in CVE-2017-1002101).
# So the runner makes these mounts itself: they are held. "runner.sh --held" makes a mount namespace, enters the folder, checks which folder
# it is in, and binds "." to $dir/held/N, which no container can reach. Then it starts Apptainer in that namespace, with $dir/held/N as the
# source. A mount inside another mount is made in the same way, and Apptainer gets both as one tree.
#
# Offers: find_parts() hold() plan_holds()
# Reads:  attempt() enter() enter_part() find_host_path() find_own() get() is_below() is_open() make_file()
#         make_part() outer_of() split_path() under_filter() all box cK_bind_N_mode cK_bind_N_source cK_bind_N_target
#         cwd_inner cwd_outer dir entry floor folder group here in_open k limit loose make_cwd outermost part real
#         root root_way script shell user value whole
# Sets:   any_held floor held_K limit mode outer outer_K part top tree_K

# plan_holds: decides for each bind of container $k whether it is held. Sets held_N, outer_N and inner_N (the outermost bind that contains
# it, and the path in that bind), and $any_held.
plan_holds() {
    find_own
    any_held='' i=1
    while [ "$i" -le "$all" ]; do eval "held_$i='' tree_$i=''"; i=$((i + 1)); done
    i=1
    while [ "$i" -le "$all" ]; do
        get "c${k}_bind_${i}_target"
        outer_of "$value"
        eval "outer_$i=\$outermost inner_$i=\$whole"
        [ -z "$in_open" ] || eval "tree_$outermost=1"
        i=$((i + 1))
    done
    # In a tree with an open volume all binds are held. In other trees only binds that others can redirect are held.
    while [ "$i" -gt 1 ]; do
        i=$((i - 1))
        get "c${k}_bind_${i}_source"; from=$value
        get "outer_$i"
        get "tree_${value:-$i}"
        if [ -z "$value" ]; then
            eval "outer_$i=''"
            is_redirectable "$from" || continue
        fi
        eval "held_$i=1"
        any_held=1
    done
}

# is_redirectable SOURCE: true if others can make the name of this source lead to another file or folder.
is_redirectable() {
    volume=${1#volumes/}
    volume=${volume%%/*}
    case $1 in
        /*) return 1 ;;
        volumes/*/*) is_open "$volume" ;;
        *) case $loose in *" $volume "*) ;; *) return 1 ;; esac ;;
    esac
}

# hold PROGRAM ARGUMENTS...: like attempt, but makes the mounts of plan_holds first. Each mount is nine words: MODE LIMIT TOP PART N OUTER
# INNER NAME SOURCE (see take and put; the last two are for messages). The loop runs from the last mount to the first.
hold() {
    set -- -- "$@"
    [ -z "${make_cwd-}" ] || set -- folder '' '' '' 0 "$cwd_outer" "$cwd_inner" "$make_cwd" '' "$@"
    i=$((all + 1))
    while [ "$i" -gt 1 ]; do
        i=$((i - 1))
        get "held_$i"
        [ -n "$value" ] || continue
        get "c${k}_bind_${i}_mode"; mode=${value:-rw}
        get "c${k}_bind_${i}_target"; to=$value
        get "c${k}_bind_${i}_source"; from=$value
        find_parts "$from"
        get "outer_$i"; outer=$value
        get "inner_$i"
        set -- "$mode" "$limit" "$top" "$part" "$i" "$outer" "$value" "the mount $to" "${from#volumes/}" "$@"
    done
    # The folder exists if this is the second try, after a working directory was missing.
    [ ! -e "$dir/held" ] || rm -rf "$dir/held"
    mkdir "$dir/held"
    set -- "$dir/held" "$@"
    case ${root:+root}:${root_way-} in
        root:mapped) attempt unshare --user --map-auto --map-root-user --mount "$shell" "$script" --held all all "$@" ;;
        root:emulated) under_filter attempt unshare --user --map-root-user --mount "$shell" "$script" --held 0 0 "$@" ;;
        root:single) attempt unshare --user --map-root-user --mount "$shell" "$script" --held 0 0 "$@" ;;
        *) attempt unshare --user --map-root-user --mount "$shell" "$script" --held "$user" "$group" "$@" ;;
    esac
}

# find_parts SOURCE: sets $limit (a folder whose path no container can change), $top (the path of the volume below it) and $part (the path
# in the volume).
find_parts() {
    case $1 in
        /*) limit=$1 top='' part=''; [ -d "$1" ] || { split_path "$1"; limit=$folder part=$entry; }; return 0 ;;
    esac
    volume=${1#volumes/} top='' part=''
    case $volume in */*) part=${volume#*/} volume=${volume%%/*} ;; esac
    limit=$box/volumes/$volume
    find_host_path "$volume" || return 0
    top=${real#"${limit%/}"} top=${top#/}
    # A shell cannot enter a file, so the file is a part of the folder above it.
    if [ -z "$part" ] && [ ! -d "$real" ]; then
        [ -n "$top" ] || { split_path "$limit"; limit=$folder top=$entry; }
        part=$top top=''
    fi
}

# hold_mounts: "runner.sh --held USER GROUP FOLDER MOUNTS... -- PROGRAM ARGUMENTS..." in the new namespace.
hold_mounts() {
    held_user=$1 held_group=$2 held=$3
    shift 3
    umask 022
    unset CDPATH
    while [ "$1" != -- ]; do
        # Each step has its own subshell, because it changes the folder.
        if [ "$1" = folder ]; then (enter "$held/$6" && make_part "$7"); else (take "$2" "$3" "$4" "$5"); fi ||
            refuse $? "$8 would lead out of its volume ($9)" "$8 cannot be had of its volume ($9)"
        case $1:$6 in
            folder:*|*:) ;;
            over:*) (restrict "$5" ro && put_over "$5" "$6" "$7") ;;
            *) (restrict "$5" "$1" && put "$5" "$6" "$7") ;;
        esac ||
            refuse $? "$8 would lie outside of the volume that it is in" "$8 cannot be made in the volume that it is in"
        shift 9
    done
    shift
    cd "$box" || exit 255
    [ "$held_user" != all ] || exec "$@"
    exec unshare --user --map-user="$held_user" --map-group="$held_group" -- "$@"
}

# refuse CODE OUTSIDE ELSE: ends with the message OUTSIDE if CODE is 1, or else with the message ELSE.
refuse() {
    [ "$1" = 1 ] || set -- "$1" "$3"
    printf 'FATAL:   %s\n' "$2"
    exit 255
}

# mount_here: -c keeps "mount" from resolving the names itself.
mount_here() { mount -n -c "$@" 2>/dev/null || return 2; }

# take LIMIT TOP PART N: binds that part of the volume to $held/N, and makes a missing part. It follows at most 8 links itself.
take() {
    enter "$1" || return 2
    [ -z "$2" ] || { enter_part "$2" && floor=$here; } || return
    path=$3
    for _ in 1 2 3 4 5 6 7 8; do
        if [ -d "./$path" ]; then
            enter_part "$path" && mkdir "$held/$4" && mount_here --rbind . "$held/$4"
            return
        fi
        split_path "$path"
        if [ -L "./$path" ]; then
            enter_part "$folder" && path=$(readlink "./$entry") || return
            case $path in /*) return 1 ;; esac
        elif [ -e "./$path" ]; then
            take_file "$4"
            return
        else
            make_part "$path" || return
            path=
        fi
    done
    return 1
}

# take_file N: a shell cannot enter a file. So the file is mounted first, and then compared with the entry in the shell's folder; stat does
# not follow a link there. The file is not opened, because it may be a pipe or a socket.
take_file() {
    enter_part "$folder" && : >"$held/$1" && mount_here --rbind "./$entry" "$held/$1" || return
    # A missing entry cannot be compared, so there must be two equal lines.
    both=$(stat -c %d:%i "./$entry" "$held/$1" 2>/dev/null) || return 2
    [ "$both" = "${both%%
*}
${both%%
*}" ]
}

# restrict N MODE: sets the flags of a held mount, because Apptainer sets those of the outermost mounts only. The flags of the node's mount
# must be repeated, or the kernel refuses the change.
restrict() {
    options=
    while read -r _ _ _ _ point some _; do
        [ "$point" != "$held/$1" ] || options=$some
    done </proc/self/mountinfo
    mount_here -o "remount,bind,${options:+$options,}nosuid,nodev,$2" "$held/$1"
}

# put N OUTER PATH: mounts $held/N at that path in $held/OUTER.
put() {
    enter "$held/$2" || return 2
    if [ -d "$held/$1" ]; then
        make_part "$3" && mount_here --rbind "$held/$1" .
        return
    fi
    split_path "$3"
    make_part "$folder" || return
    [ -e "./$entry" ] || [ -L "./$entry" ] || make_file "$entry"
    put_file "$1"
}

# put_over N OUTER PATH: like put, but only over an existing file.
put_over() {
    enter "$held/$2" || return 2
    split_path "$3"
    { [ -z "$folder" ] || enter_part "$folder"; } && [ -f "./$entry" ] && is_below "$(readlink -m "./$entry")" "$floor" || return 0
    put_file "$1"
}

put_file() {
    [ -f "./$entry" ] && exec 7<"./$entry" || return 2
    # move_mount, which newer "mount" uses, does not follow /proc/self/fd/7; mount(2) does.
    is_below "$(readlink /proc/self/fd/7)" "$floor" && LIBMOUNT_FORCE_MOUNT2=always mount_here --rbind "$held/$1" /proc/self/fd/7
}

# This line is here so that the shell in the namespace need not read the rest of the script.
[ "${1-}" != --held ] || { shift; hold_mounts "$@"; }
