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

# is_inside PATH FOLDER: sets $real, the resolved path. A link that one container makes in a volume must not lead another one's mount
# (or the runner's own hand) to the node's files.
is_inside() {
    real=$(readlink -m "$1") || return 1
    case $real/ in "$(readlink -m "$2")"/*) ;; *) return 1 ;; esac
}

# find_source PATH: sets $real, what is mounted. A part of a volume that is not there is made, as the kubelet does, also for a mount that is read-only
# (an optional ConfigMap that is not there must not keep its container from starting).
find_source() {
    real=$1
    case $1 in
        /*) return 0 ;;
        volumes/*/*) ;;
        *) real=$box/$1; return 0 ;;
    esac
    volume=${1#volumes/}
    is_inside "$1" "volumes/${volume%%/*}" || return 1
    [ -e "$real" ] || (umask 022; mkdir -p "$real") 2>/dev/null || :
}

# The place on this side of a path in the container, if it is below something bound: "$value", else empty; $top is what is bound there.
source_of() {
    value='' top=''
    case $1 in
        /tmp/*) top=$dir/tmp value=$top/${1#/tmp/} ;;
        /var/tmp/*) top=$dir/vtmp value=$top/${1#/var/tmp/} ;;
    esac
    found=$value j=1
    get "c${k}_binds"; binds=${value:-0}
    while [ "$j" -le "$binds" ]; do
        get "c${k}_bind_${j}_target"; target=${value%/}
        case $1 in
            "$target"/*)
                get "c${k}_bind_${j}_source"
                case $value in /*) ;; *) value=$box/$value ;; esac
                top=$value found=$value/${1#"$target"/} ;;
        esac
        j=$((j + 1))
    done
    value=$found
}

# Apptainer makes mount points in the root, but not (files) or not everywhere (folders) below another bind. There it goes where a link leads
# to, on the node: false when that is out of what is bound.
make_mount_point() {
    source_of "$2"
    [ -n "$value" ] || return 0
    is_inside "$value" "$top" || return 1
    [ ! -e "$value" ] || return 0
    if [ -d "$1" ]; then mkdir -p "$value"; else mkdir -p "${value%/*}" && : >"$value"; fi 2>/dev/null || :
}
