# ---- mounts that nobody can exchange -----------------------------------------------------------------------------------
# Apptainer opens what it mounts by its name. Where a container (of this pod, or of another that has the same folder of the node) can exchange a folder on
# the way, the name is worth nothing. There this runner makes the mounts itself, in a mount namespace between the node and Apptainer: "runner.sh --held"
# goes to the place, looks where it stands, and binds it to $dir/held/N, which no container can reach. Apptainer gets that name.

# plan_holds: which binds of container K are held (held_N), in which other one they lie (outer_N), and $any_held
plan_holds() {
    any_held='' inner='' i=1
    get "c${k}_message_path"; message_path=$value
    get "c${k}_binds"; n=${value:-0}
    while [ "$i" -le $((n + 1)) ]; do
        if [ "$i" -le "$n" ]; then
            get "c${k}_bind_${i}_source"; from=$value
            get "c${k}_bind_${i}_target"; outer_of "$value"
        else
            from='' outer='' in_open=''
            case $message_path in ''|/dev/*) ;; *) outer_of "$message_path" ;; esac
        fi
        eval "held_$i='' outer_$i='' inner_$i=\$inner"
        if [ -n "$in_open" ]; then
            eval "held_$i=1 outer_$i=$outer held_$outer=1"
            any_held=1
        elif [ -n "$from" ] && is_exchangeable "$from"; then
            eval "held_$i=1"
            any_held=1
        fi
        i=$((i + 1))
    done
}

is_exchangeable() {
    volume=${1#volumes/}
    volume=${volume%%/*}
    case $1 in
        /*) return 1 ;;
        volumes/*/*) is_open "$volume" ;;
        *) case $loose in *" $volume "*) ;; *) return 1 ;; esac ;;
    esac
}

# Can this node do it? Asked once.
can_hold() {
    [ -n "${holding_works-}" ] || {
        holding_works=no user=$(id -u) group=$(id -g)
        # shellcheck disable=SC2016
        ! unshare --user --map-root-user --mount sh -c 'mount -n -c --rbind "$1" "$1" && exec unshare --user --map-user="$2" --map-group="$3" true' \
            sh "$box/runner/tmp" "$user" "$group" >/dev/null 2>&1 || holding_works=yes
    }
    [ "$holding_works" = yes ]
}

# hold PROGRAM ARGUMENTS...: as attempt, with the mounts of plan_holds. For each of them nine words.
hold() {
    set -- -- "$@"
    get "c${k}_binds"; n=${value:-0}
    [ -z "${make_cwd-}" ] || set -- folder '' '' '' 0 "$cwd_outer" "$cwd_inner" "$make_cwd" '' "$@"
    i=$((n + 1))
    get "held_$i"
    [ -z "$value" ] || { get "outer_$i"; outer=$value; get "inner_$i"; set -- rw "$dir" '' message "$i" "$outer" "$value" "the termination message $message_path" message "$@"; }
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
    rm -rf "$dir/held"
    mkdir "$dir/held"
    attempt unshare --user --map-root-user --mount "$shell" "$script" --held "$user" "$group" "$dir/held" "$@"
}

# find_parts SOURCE: sets $limit, a folder whose path nobody can change, $top, the volume below it, and $part of the volume
find_parts() {
    case $1 in
        /*) limit=$1 top='' part=''; [ -d "$1" ] || { split_path "$1"; limit=$folder part=$entry; }; return 0 ;;
    esac
    volume=${1#volumes/} top='' part=''
    case $volume in */*) part=${volume#*/} volume=${volume%%/*} ;; esac
    limit=$box/volumes/$volume
    find_host_path "$volume" || return 0
    top=${real#"${limit%/}"} top=${top#/}
    # What is no folder cannot be gone to.
    if [ -z "$part" ] && [ ! -d "$real" ]; then
        [ -n "$top" ] || { split_path "$limit"; limit=$folder top=$entry; }
        part=$top top=''
    fi
}

# ---- the other side: "runner.sh --held USER GROUP FOLDER MOUNTS... -- PROGRAM ARGUMENTS...", in the namespace
hold_mounts() {
    user=$1 group=$2 held=$3
    shift 3
    umask 022
    unset CDPATH
    while [ "$1" != -- ]; do
        # In shells of their own: they go to other folders.
        if [ "$1" = folder ]; then (enter "$held/$6" && make_part "$7"); else (take "$2" "$3" "$4" "$5"); fi ||
            refuse $? "$8 would lead out of its volume ($9)" "$8 cannot be had of its volume ($9)"
        [ "$1" = folder ] || [ -z "$6" ] || (restrict "$5" "$1" && put "$5" "$6" "$7") ||
            refuse $? "$8 would lie outside of the volume that it is in" "$8 cannot be made in the volume that it is in"
        shift 9
    done
    shift
    cd "$box" || exit 255
    exec unshare --user --map-user="$user" --map-group="$group" -- "$@"
}

# refuse CODE OUTSIDE ELSE
refuse() {
    [ "$1" = 1 ] || set -- "$1" "$3"
    printf 'FATAL:   %s\n' "$2"
    exit 255
}

# -c: names are used as they are given, not resolved before.
mount_here() { mount -n -c "$@" 2>/dev/null || return 2; }

# take LIMIT TOP PART N: binds that part to $held/N
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

# What is no folder cannot be stood in. It is mounted, and then it must be the very thing that has the name in the folder where this shell stands; stat
# follows no link there. Nothing is opened: it may be a pipe or a socket.
take_file() {
    enter_part "$folder" && : >"$held/$1" && mount_here --rbind "./$entry" "$held/$1" || return
    both=$(stat -c %d:%i "./$entry" "$held/$1")
    [ "${both%%
*}" = "${both##*
}" ]
}

# restrict N MODE: Apptainer sees to that for the outermost mounts only. What holds for the node's mount must be said once more.
restrict() {
    options=
    while read -r _ _ _ _ point some _; do
        [ "$point" != "$held/$1" ] || options=$some
    done </proc/self/mountinfo
    mount_here -o "remount,bind,${options:+$options,}nosuid,nodev,$2" "$held/$1"
}

# put N OUTER PATH: mounts $held/N at that place in $held/OUTER
put() {
    enter "$held/$2" || return 2
    if [ -d "$held/$1" ]; then
        make_part "$3" && mount_here --rbind "$held/$1" .
        return
    fi
    split_path "$3"
    make_part "$folder" || return
    [ -e "./$entry" ] || [ -L "./$entry" ] || make_file "$entry"
    [ -f "./$entry" ] && exec 7<"./$entry" || return 2
    # New mount programs follow no link at the end of a target, unless they use the old system call.
    is_below "$(readlink /proc/self/fd/7)" "$floor" && LIBMOUNT_FORCE_MOUNT2=always mount_here --rbind "$held/$1" /proc/self/fd/7
}
