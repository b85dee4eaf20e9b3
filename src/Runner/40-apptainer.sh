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
    get "c${k}_options"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_option_$i"
        case $value:${root_way-} in
            --fakeroot:mapped|--fakeroot:emulated|--fakeroot:single|-f:mapped|-f:emulated|-f:single) ;;
            --fakeroot:fakeroot|-f:fakeroot) set -- "$@" --fakeroot --ignore-subuid ;;
            *) set -- "$@" "$value" ;;
        esac
        i=$((i + 1))
    done
    # What of the node a kubelet would not mount: its time zone, and its file systems where the site's apptainer.conf says so.
    set -- "$@" --no-mount "hostfs,/etc/localtime${own_tmp:+,tmp}"
    i=1
    while [ "$i" -le "$all" ]; do
        get "c${k}_bind_${i}_source"; from=$value
        get "c${k}_bind_${i}_target"; to=$value
        get "c${k}_bind_${i}_mode"; mode=${value:-rw}
        get "outer_$i"; outer=$value
        get "held_$i"
        if [ -n "$value" ]; then
            # A mount that lies in another one is part of that tree.
            [ -n "$outer" ] || { name_target "$to"; bind "$dir/held/$i" "$to" "$mode"; set -- "$@" "$bind" "$bound"; }
            i=$((i + 1))
            continue
        fi
        if [ "$mode" = over ]; then
            outer_of "$to"
            is_file_there || { i=$((i + 1)); continue; }
            mode=ro
        else
            find_source "$from" || { fatal "the mount $to would lead out of its volume (${from#volumes/})"; return 0; }
            from=$real
            make_mount_point "$from" "$to" || { fatal "the mount $to would lie outside of the volume that it is in"; return 0; }
        fi
        name_target "$to"
        bind "$from" "$to" "$mode"
        set -- "$@" "$bind" "$bound"
        i=$((i + 1))
    done
    case ${message_in:+volume}$message_path in
        '') ;;
        volume*) mark_message ;;
        /dev/*)
            # Nothing can be mounted on a new place in /dev: there a link is made (52-message.sh).
            bind "$dir/message" /.termination-message rw; set -- "$@" "$bind" "$bound"
            bind "$dir/message.sh" /.singularity.d/env/zz-termination-message.sh ro; set -- "$@" "$bind" "$bound" ;;
        *)
            make_mount_point "$dir/message" "$message_path"
            bind "$dir/message" "$message_path" rw; set -- "$@" "$bind" "$bound" ;;
    esac
    [ -z "${pod_hostname-}" ] || set -- "$@" --uts --hostname "$pod_hostname"
    get "c${k}_readonly"
    # One folder per container and attempt: as in Kubernetes the root is fresh, writable and on disk.
    case ${own_overlay:+overlay}:$value in
        overlay:) complete_root; : >"$dir/overlaid"; set -- "$@" --overlay "$dir/overlay" ;;
        overlay:*) [ ! -L "$dir/overlay/upper/.etc" ] || set -- "$@" --overlay "$dir/overlay:ro" ;;
    esac
    home=/root
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
        # UID, EUID and GID are read-only in Apptainer's shell, unless they were there when it began (environment.sh has the pod's values). So
        # those that the pod or the image sets begin with a 0. The node's variables are not kept from that shell; it forgets them, but those
        # that have no shell name.
        set -f
        IFS='
'
        # shellcheck disable=SC2046,SC2086
        set -- env $(without_odd_names) $is_environment_odd "$program" -s "$verb" --contain --ipc --pid --no-eval "$@"
        unset IFS
        set +f
    fi
    if [ -n "$any_held" ]; then hold "$@"; elif [ -n "$root" ]; then start_as_root "$@"; else attempt "$@"; fi
}
