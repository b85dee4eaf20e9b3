# ---- 36-binds.sh ----
# Finds the source and the target of a mount, and makes missing ones.
#
# Offers: bind() enter_outer() find_host_path() find_open_volumes() find_source() is_open() make_mount_point()
#         outer_of()
# Reads:  enter() get() is_below() make_file() make_part() split_path() box cK_bind_N_mode cK_bind_N_source
#         cK_bind_N_target dir entry floor folder k last outer value
# Sets:   bind binds bound in_open inner limit loose name outer outermost part real target value whole
# Plan:   cK_binds hostpath_K_name hostpath_K_root hostpaths

# bind SOURCE TARGET MODE: sets $bind and $bound, the option and its value. Special characters need the CSV form, which doubles quotes.
bind() {
    case $1$2 in
        *[:,\"]*)
            bind=--mount
            bound="type=bind,\"source=$(csv "$1")\",\"destination=$(csv "$2")\""
            [ "$3" != ro ] || bound=$bound,ro ;;
        *) bind=--bind bound=$1:$2:$3 ;;
    esac
}

csv() { printf %s "$1" | sed 's/"/""/g'; }

# find_open_volumes: sets two lists of volume names. In a volume of $open, others can replace a folder by a link while a container starts. A
# volume of $loose can itself be replaced by others, because they can write to a folder of the node above it.
find_open_volumes() {
    open=' ' loose=' ' k=1
    # A volume that all containers mount read-only contains only the runner's own files, which nobody changes.
    while [ "$k" -le "$last" ]; do
        get "c${k}_binds"; n=${value:-0} i=1
        while [ "$i" -le "$n" ]; do
            get "c${k}_bind_${i}_mode"; mode=$value
            get "c${k}_bind_${i}_source"; value=${value#volumes/}
            [ "$mode" = ro ] || open="$open${value%%/*} "
            i=$((i + 1))
        done
        k=$((k + 1))
    done
    i=1
    while [ "$i" -le "${hostpaths:-0}" ]; do
        get "hostpath_${i}_name"; name=$value
        get "hostpath_${i}_root"
        # Other jobs may write to a path of the node.
        open="$open$name "
        ! can_be_replaced "$(readlink "volumes/$name")" "$(readlink -m "$value")" || loose="$loose$name "
        i=$((i + 1))
    done
}

# can_be_replaced PATH FOLDER: true if this user can change a folder on the way from FOLDER to PATH.
can_be_replaced() {
    on_the_way=$1
    while [ "$on_the_way" != "$2" ]; do
        on_the_way=${on_the_way%/*}
        if [ -w "${on_the_way:-/}" ] || [ -O "${on_the_way:-/}" ]; then return 0; fi
        [ -n "$on_the_way" ] || break
    done
    return 1
}

is_open() { case $open in *" $1 "*) ;; *) return 1 ;; esac; }

# find_host_path NAME: if the volume is a path of the node, sets $limit and $real.
find_host_path() {
    j=1
    while [ "$j" -le "${hostpaths:-0}" ]; do
        get "hostpath_${j}_name"
        if [ "$value" = "$1" ]; then
            get "hostpath_${j}_root"
            limit=$(readlink -m "$value") real=$(readlink "$box/volumes/$1")
            return 0
        fi
        j=$((j + 1))
    done
    return 1
}

# find_source PATH: sets $real, the path that Apptainer mounts by name. This is only for paths that no container can change; 39-hold.sh
# handles the others. A missing part of a volume becomes an empty folder, as in the kubelet, also for read-only mounts: a missing optional
# ConfigMap must not keep its container from starting.
find_source() {
    real=$1
    case $1 in
        /*) return 0 ;;
        volumes/*/*) ;;
        *) real=$box/$1; return 0 ;;
    esac
    volume=${1#volumes/} part=${1#volumes/*/}
    volume=$box/volumes/${volume%%/*}
    real=$(readlink -m "$volume/$part") && is_below "$real" "$(readlink -m "$volume")" || return 1
    [ -e "$real" ] || (umask 022; enter "$volume" && make_part "$part") || :
}

# outer_of PATH: finds what is mounted above a path in the container. Sets $outer (the number of the innermost bind, or "tmp", "vtmp",
# or empty: the root) and $inner (the rest of the path), likewise $outermost and $whole for the outermost bind, and $in_open if an open
# volume is among the binds above it.
outer_of() {
    outer='' inner=${1#/} outermost='' whole='' in_open=''
    case $1 in
        /tmp/*) outer=tmp inner=${1#/tmp/} ;;
        /var/tmp/*) outer=vtmp inner=${1#/var/tmp/} ;;
    esac
    get "c${k}_binds"; binds=${value:-0} j=1
    while [ "$j" -le "$binds" ]; do
        get "c${k}_bind_${j}_target"; target=${value%/}
        case $1 in
            "$target"/*)
                outer=$j inner=${1#"$target"/}
                [ -n "$outermost" ] || outermost=$j whole=$inner
                get "c${k}_bind_${j}_source"; value=${value#volumes/}
                ! is_open "${value%%/*}" || in_open=1 ;;
        esac
        j=$((j + 1))
    done
}

# enter_outer: enters the folder of the node that is mounted at $outer. It is not used for held binds.
enter_outer() {
    case $outer in
        '') enter "$dir/overlay/upper" ;;
        *tmp) enter "$dir/$outer" ;;
        *)
            get "c${k}_bind_${outer}_source"
            find_source "$value" && enter "$real" ;;
    esac
}

# make_mount_point SOURCE TARGET: makes the mount point of a bind that lies in another bind. Apptainer makes mount points in the root, but
# not all of those. False if the target would be outside of the outer bind.
make_mount_point() {
    outer_of "$2"
    [ -n "$outer" ] || return 0
    (
        umask 022
        if [ -d "$1" ]; then enter_outer && make_part "$inner"; else
            split_path "$inner"
            enter_outer && make_part "$folder" || exit 1
            [ -e "./$entry" ] || [ -L "./$entry" ] || make_file "$entry"
            is_below "$(readlink -m "./$entry")" "$floor"
        fi
    )
}
