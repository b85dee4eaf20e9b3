# ---- where a mount comes from and what it goes to --------------------------------------------------------------------
# bind SOURCE TARGET MODE: sets $bind and $bound, the option and its value. With odd characters the CSV form, in which a quote is doubled.
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

# Sets $open, the names of the volumes in which somebody may exchange a folder for a link while a container starts, and $loose, those which are exchanged
# with a folder of the node that they lie in.
find_open_volumes() {
    open=' ' loose=' ' k=1
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
        open="$open$name "
        ! can_be_exchanged "$(readlink "volumes/$name")" "$(readlink -m "$value")" || loose="$loose$name "
        i=$((i + 1))
    done
}

# can_be_exchanged PATH FOLDER: may this user change a folder on the way from FOLDER to PATH?
can_be_exchanged() {
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

# find_source PATH: sets $real, what Apptainer mounts by its name: so it must be one that nobody can exchange. A part of a volume that is not there is
# made, as the kubelet does, also for a mount that is read-only (an optional ConfigMap that is not there must not keep its container from starting).
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

# outer_of PATH: sets $outer, the number of the innermost bind that the path lies in (or "tmp", "vtmp", or nothing), $inner, the rest of the path, and
# $in_open, if it lies in an open volume.
outer_of() {
    outer='' inner=${1#/} in_open=''
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
                get "c${k}_bind_${j}_source"; value=${value#volumes/}
                ! is_open "${value%%/*}" || in_open=1 ;;
        esac
        j=$((j + 1))
    done
}

# enter_outer: goes to what is mounted at $outer, which is not held
enter_outer() {
    case $outer in
        '') enter "$dir/overlay/upper" ;;
        *tmp) enter "$dir/$outer" ;;
        *)
            get "c${k}_bind_${outer}_source"
            find_source "$value" && enter "$real" ;;
    esac
}

# make_mount_point SOURCE TARGET: Apptainer makes mount points in the root, but not (files) or not everywhere (folders) below another bind.
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
