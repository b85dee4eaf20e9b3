# ---- the command line of Apptainer -----------------------------------------------------------------------------------
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

# The place on this side of a path in the container, if it is below something bound: "$value", else empty.
source_of() {
    value=
    case $1 in
        /tmp/*) value=$dir/tmp/${1#/tmp/} ;;
        /var/tmp/*) value=$dir/vtmp/${1#/var/tmp/} ;;
    esac
    found=$value j=1
    get "c${k}_binds"; binds=${value:-0}
    while [ "$j" -le "$binds" ]; do
        get "c${k}_bind_${j}_target"; target=${value%/}
        case $1 in
            "$target"/*)
                get "c${k}_bind_${j}_source"
                case $value in /*) ;; *) value=$box/$value ;; esac
                found=$value/${1#"$target"/} ;;
        esac
        j=$((j + 1))
    done
    value=$found
}

# Apptainer makes mount points in the root, but not (files) or not everywhere (folders) below another bind.
make_mount_point() {
    source_of "$2"
    [ -n "$value" ] && [ ! -e "$value" ] || return 0
    if [ -d "$1" ]; then mkdir -p "$value"; else mkdir -p "${value%/*}" && : >"$value"; fi 2>/dev/null || :
}

# Sets the arguments: everything between the verb and the image.
compose() {
    own_overlay=yes own_home=yes own_tmp=yes own_vtmp=yes home=/root
    get "c${k}_options"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_option_$i"
        case $value in
            --overlay*|-o|--writable*|-w) own_overlay= ;;
            --home*|-H|--no-home) own_home= ;;
            --workdir*|-W) own_tmp='' own_vtmp='' ;;
        esac
        set -- "$@" "$value"
        i=$((i + 1))
    done
    get "c${k}_binds"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_bind_${i}_target"
        case ${value%/} in /tmp) own_tmp= ;; /var/tmp) own_vtmp= ;; esac
        i=$((i + 1))
    done
    # Of two binds on one target the first wins, with a warning: so what the pod mounts itself is left out here.
    [ -z "$own_tmp" ] || { bind "$dir/tmp" /tmp rw; set -- "$@" "$bind" "$bound"; }
    [ -z "$own_vtmp" ] || { bind "$dir/vtmp" /var/tmp rw; set -- "$@" "$bind" "$bound"; }
    i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_bind_${i}_source"; from=$value
        case $from in /*) ;; *) from=$box/$from ;; esac
        get "c${k}_bind_${i}_target"; to=$value
        get "c${k}_bind_${i}_mode"; mode=$value
        make_mount_point "$from" "$to"
        bind "$from" "$to" "${mode:-rw}"
        set -- "$@" "$bind" "$bound"
        i=$((i + 1))
    done
    # One folder per container and run: as in Kubernetes the root is fresh, writable and on disk.
    [ -z "$own_overlay" ] || [ "$overlay_works" != yes ] || set -- "$@" --overlay "$dir/overlay"
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        case $value in
            HOME=/*) home=${value#HOME=} ;;
            HOME=*) ;;
            *) export "$env_prefix$value" ;;
        esac
        i=$((i + 1))
    done
    # HOME cannot be given as a variable. --no-home keeps what the image has there in sight.
    [ -z "$own_home" ] || set -- "$@" --no-home --home "$dir/home:$home"
    get "c${k}_cwd"
    [ -z "$value" ] || set -- "$@" --pwd "$value"
    # A .sif is mounted by FUSE (there is no setuid Apptainer to count on); where that is closed it is unpacked.
    [ ! -f "$image" ] || can_fuse || set -- "$@" --unsquash
    set -- "$@" "$image"
    get "c${k}_args"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_arg_$i"
        set -- "$@" "$value"
        i=$((i + 1))
    done
    get "c${k}_mode"
    attempt -- "$program" -s "$value" --containall --cleanenv --no-eval "$@"
}
