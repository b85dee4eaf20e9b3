# ---- 44-apptainer.sh ----
# Composes the command line of Apptainer for a container, and starts it.
#
# Offers: compose()
# Reads:  attempt() bind() can_fuse() can_hold() fatal() find_home() find_message_place() find_source() get() hold()
#         is_file_there() make_mount_point() mark_message() name_target() outer_of() start_as_root() with_all()
#         without_odd_names() write_environment() write_image_environment() all any_held bind bound cK_arg_N
#         cK_bind_N_mode cK_bind_N_source cK_bind_N_target cwd_K dir held_K home image is_environment_odd is_known k
#         message_in message_path mode outer outer_K own_home own_overlay own_tmp program real root root_way to value
#         word_K_N words_K
# Sets:   home outer
# Plan:   cK_args cK_option_N cK_options cK_readonly pod_hostname

# complete_root: adds dev, proc and sys to an image that is a folder. Apptainer mounts them and does not start if one is missing, and even a
# folder with a single program is a valid image.
complete_root() {
    [ -d "$image" ] || return 0
    for mounted in dev proc sys; do [ -e "$image/$mounted" ] || mkdir -p "$dir/overlay/upper/$mounted"; done
}

# compose: builds the arguments and starts Apptainer with them.
compose() {
    find_message_place
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
    # A kubelet mounts neither the node's time zone nor its file systems, but the site's apptainer.conf may ask for both.
    set -- "$@" --no-mount "hostfs,/etc/localtime${own_tmp:+,tmp}"
    i=1
    while [ "$i" -le "$all" ]; do
        get "c${k}_bind_${i}_source"; from=$value
        get "c${k}_bind_${i}_target"; to=$value
        get "c${k}_bind_${i}_mode"; mode=${value:-rw}
        get "outer_$i"; outer=$value
        get "held_$i"
        if [ -n "$value" ]; then
            # A mount inside another mount is already part of that tree.
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
            # Nothing can be mounted at a new path in /dev, so a link is made there (46-message.sh).
            bind "$dir/message" /.termination-message rw; set -- "$@" "$bind" "$bound"
            bind "$dir/message.sh" /.singularity.d/env/zz-termination-message.sh ro; set -- "$@" "$bind" "$bound" ;;
        *)
            make_mount_point "$dir/message" "$message_path"
            bind "$dir/message" "$message_path" rw; set -- "$@" "$bind" "$bound" ;;
    esac
    [ -z "${pod_hostname-}" ] || set -- "$@" --uts --hostname "$pod_hostname"
    get "c${k}_readonly"
    # Each attempt of a container has its own folder. So its root is fresh, writable and on disk, as in Kubernetes.
    case ${own_overlay:+overlay}:$value in
        overlay:) complete_root; : >"$dir/overlaid"; set -- "$@" --overlay "$dir/overlay" ;;
        overlay:*) [ ! -L "$dir/overlay/upper/.etc" ] || set -- "$@" --overlay "$dir/overlay:ro" ;;
    esac
    home=/root
    ! write_image_environment || { bind "$dir/image.sh" /.singularity.d/env/10-docker2singularity.sh ro; set -- "$@" "$bind" "$bound"; }
    write_environment
    # The name makes Apptainer read this file last.
    bind "$dir/environment.sh" /.singularity.d/env/zzz-variables.sh ro
    set -- "$@" "$bind" "$bound"
    # --no-home keeps the image's own files there visible. The variable HOME is set in the container.
    [ -z "$own_home" ] || { find_home; set -- "$@" --no-home --home "$dir/home:$home"; }
    get "cwd_$k"
    set -- "$@" --pwd "${value:-/}"
    # A .sif is mounted by FUSE, because a setuid Apptainer cannot be assumed. Without FUSE it is unpacked.
    [ ! -f "$image" ] || can_fuse || set -- "$@" --unsquash
    if [ "$mode$is_known" = run1 ]; then
        verb='exec'
        get "words_$k"
        with_all "word_$k" "${value:-0}" start_apptainer "$@" "$image"
    else
        verb=$mode
        get "c${k}_args"
        with_all "c${k}_arg" "${value:-0}" start_apptainer "$@" "$image"
    fi
}

# start_apptainer ARGUMENTS...: starts Apptainer with these arguments after the verb.
start_apptainer() {
    if [ -z "$is_environment_odd" ]; then set -- "$program" -s "$verb" --containall --cleanenv --no-eval "$@"; else
        # Apptainer's shell makes UID, EUID and GID read-only unless they were set when it began. So those that the pod or the image sets
        # are passed as 0, and environment.sh sets their values. Without --cleanenv the shell also gets the node's variables. It removes
        # them, except those whose names are not shell names.
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
