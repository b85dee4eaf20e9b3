# ---- the command line of Apptainer -----------------------------------------------------------------------------------
# A folder with nothing but a program in it is an image too: Apptainer mounts these and does not start where one is missing.
complete_root() {
    [ -d "$image" ] || return 0
    for mounted in dev proc sys; do [ -e "$image/$mounted" ] || mkdir -p "$dir/overlay/upper/$mounted"; done
}

# What Apptainer itself is told by variables. Its shell lets environment.sh take these four away only where they were given from outside.
export_variables() {
    get "c${k}_mode"
    [ "$value" != host ] || return 0
    for name in APPTAINER_NAME APPTAINER_CONTAINER SINGULARITY_NAME SINGULARITY_CONTAINER; do export "$env_prefix$name=x"; done
    # --nvccli reads this one.
    ! share_gpus NVIDIA_VISIBLE_DEVICES || export NVIDIA_VISIBLE_DEVICES="$value"
}

# Sets the arguments: everything between the verb and the image.
compose() {
    [ -z "$any_held" ] || can_hold || {
        fatal "this node cannot mount a part of a writable volume safely: it needs user namespaces and unshare of util-linux 2.36"
        return 0
    }
    own_overlay=yes own_home=yes own_tmp=yes own_vtmp=yes own_hosts=${hosts_lines:-0} own_resolv=${resolv_lines:-0} home=/root own_user=''
    get "c${k}_options"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_option_$i"
        case $value in
            --overlay*|-o|--writable*|-w) own_overlay= ;;
            --home*|-H|--no-home) own_home= ;;
            --workdir*|-W) own_tmp='' own_vtmp='' ;;
            uid:*|--security=uid:*) own_user=${value#*uid:} own_user=${own_user%%,*} ;;
        esac
        set -- "$@" "$value"
        i=$((i + 1))
    done
    get "c${k}_binds"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_bind_${i}_target"
        case ${value%/} in
            /tmp) own_tmp= ;;
            /var/tmp) own_vtmp= ;;
            /etc/hosts) own_hosts=0 ;;
            /etc/resolv.conf) own_resolv=0 ;;
        esac
        i=$((i + 1))
    done
    # Of two binds on one target the first wins, with a warning: so what the pod mounts itself is left out here.
    [ -z "$own_tmp" ] || { bind "$dir/tmp" /tmp rw; set -- "$@" "$bind" "$bound"; }
    [ -z "$own_vtmp" ] || { bind "$dir/vtmp" /var/tmp rw; set -- "$@" "$bind" "$bound"; }
    [ "$own_hosts" = 0 ] || { bind "$box/runner/hosts" /etc/hosts ro; set -- "$@" "$bind" "$bound"; }
    [ "$own_resolv" = 0 ] || { bind "$box/runner/resolv.conf" /etc/resolv.conf ro; set -- "$@" "$bind" "$bound"; }
    i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_bind_${i}_source"; from=$value
        get "c${k}_bind_${i}_target"; to=$value
        get "c${k}_bind_${i}_mode"; mode=${value:-rw}
        get "outer_$i"; outer=$value
        get "held_$i"
        if [ -n "$value" ]; then
            # A mount that lies in another one is part of that tree.
            [ -n "$outer" ] || { bind "$dir/held/$i" "$to" "$mode"; set -- "$@" "$bind" "$bound"; }
            i=$((i + 1))
            continue
        fi
        find_source "$from" || { fatal "the mount $to would lead out of its volume (${from#volumes/})"; return 0; }
        from=$real
        make_mount_point "$from" "$to" || { fatal "the mount $to would lie outside of the volume that it is in"; return 0; }
        bind "$from" "$to" "$mode"
        set -- "$@" "$bind" "$bound"
        i=$((i + 1))
    done
    get "held_$((n + 1))"
    to=$message_path
    case $value$to in
        ''|1*) ;;
        /dev/*)
            # Nothing can be mounted on a new place in /dev: there a link is made (52-message.sh).
            bind "$dir/message" /.termination-message rw; set -- "$@" "$bind" "$bound"
            bind "$dir/message.sh" /.singularity.d/env/zz-termination-message.sh ro; set -- "$@" "$bind" "$bound" ;;
        *)
            make_mount_point "$dir/message" "$to" || { fatal "the termination message $to would lie outside of the volume that it is in"; return 0; }
            bind "$dir/message" "$to" rw; set -- "$@" "$bind" "$bound" ;;
    esac
    [ -z "${pod_hostname-}" ] || set -- "$@" --uts --hostname "$pod_hostname"
    get "c${k}_readonly"
    # One folder per container and attempt: as in Kubernetes the root is fresh, writable and on disk.
    [ -z "$own_overlay" ] || [ "$overlay_works" != yes ] || [ -n "$value" ] || { complete_root; : >"$dir/overlaid"; set -- "$@" --overlay "$dir/overlay"; }
    ! write_image_environment || { bind "$dir/image.sh" /.singularity.d/env/10-docker2singularity.sh ro; set -- "$@" "$bind" "$bound"; }
    write_environment
    # The last of these files to be read.
    bind "$dir/environment.sh" /.singularity.d/env/zzz-variables.sh ro
    set -- "$@" "$bind" "$bound"
    # --no-home keeps what the image has there in sight. The variable HOME is set in the container.
    [ -z "$own_home" ] || { find_home; set -- "$@" --no-home --home "$dir/home:$home"; }
    get "cwd_$k"
    set -- "$@" --pwd "${value:-/}"
    # A .sif is mounted by FUSE (there is no setuid Apptainer to count on); where that is closed it is unpacked.
    [ ! -f "$image" ] || can_fuse || set -- "$@" --unsquash
    set -- "$@" "$image"
    verb=$mode words=c${k}_arg
    get "c${k}_args"
    [ "$mode$is_known" != run1 ] || { verb=exec words=word_$k; get "words_$k"; }
    n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "${words}_$i"
        set -- "$@" "$value"
        i=$((i + 1))
    done
    if [ -z "$is_environment_odd" ]; then set -- "$program" -s "$verb" --containall --cleanenv --no-eval "$@"; else
        # UID, EUID and GID are read-only in Apptainer's shell, unless they were there when it began (environment.sh has the pod's values). So the
        # node's variables are not kept from it; it forgets them, but those that have no shell name.
        set -f
        IFS='
'
        # shellcheck disable=SC2046
        set -- env $(without_odd_names) UID=0 EUID=0 GID=0 "$program" -s "$verb" --contain --ipc --pid --no-eval "$@"
        unset IFS
        set +f
    fi
    if [ -n "$any_held" ]; then hold "$@"; else attempt "$@"; fi
}
