# ---- 36-binds.sh ----
# Finds out where a mount comes from and what it goes to, and makes the missing places.
#
# Offers: bind() enter_outer() find_host_path() find_open_volumes() find_source() is_open() make_mount_point()
#         outer_of()
# Reads:  enter() get() is_below() make_file() make_part() split_path() box cK_bind_N_mode cK_bind_N_source
#         cK_bind_N_target dir entry floor folder k last outer value
# Sets:   bind binds bound in_open inner limit loose name outer outermost part real target value whole
# Plan:   cK_binds hostpath_K_name hostpath_K_root hostpaths

# bind SOURCE TARGET MODE: sets $bind and $bound, the option and its value. Odd characters need the CSV form, which doubles a quote.
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

# Sets two lists of volume names. $open: others can replace a folder in the volume by a link while a container starts.
# $loose: others can replace the volume itself, because they can write to a folder of the node above it.
find_open_volumes() {
    open=' ' loose=' ' k=1
    # A volume that all containers mount read-only has the runner's own files in it: nobody changes them.
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

# can_be_replaced PATH FOLDER: can this user change a folder on the way from FOLDER to PATH?
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

# find_host_path NAME: sets $limit and $real, if the volume is a path of the node
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

# find_source PATH: sets $real, the path that Apptainer mounts by its name. Only for paths that no container can change (39-hold.sh has the
# others). A missing part of a volume becomes an empty folder, as with the kubelet. That holds for read-only mounts too: an optional
# ConfigMap that is missing must not keep its container from starting.
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

# enter_outer: goes to the folder of the node that is mounted at $outer. It is not used for binds that are held.
enter_outer() {
    case $outer in
        '') enter "$dir/overlay/upper" ;;
        *tmp) enter "$dir/$outer" ;;
        *)
            get "c${k}_bind_${outer}_source"
            find_source "$value" && enter "$real" ;;
    esac
}

# make_mount_point SOURCE TARGET: Apptainer makes mount points in the root, but not all below another bind.
# False when the target leads out of what is mounted there.
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
