# ---- the command line of Apptainer -----------------------------------------------------------------------------------
# A folder with nothing but a program in it is an image too: Apptainer mounts these and does not start where one is missing.
complete_root() {
    [ -d "$image" ] || return 0
    for mounted in dev proc sys; do [ -e "$image/$mounted" ] || mkdir -p "$dir/overlay/upper/$mounted"; done
}

# The container's variables, under names that mean nothing to a program of the node. Only what becomes Apptainer has them.
export_variables() {
    get "c${k}_mode"
    [ "$value" != host ] || return 0
    with_given export_given
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        case $value in HOME=*) ;; *) export "$env_prefix$value" ;; esac
        i=$((i + 1))
    done
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
            # Nothing can be mounted on a new place in /dev: there a link is made (52-message.sh). Not in a folder that was never Apptainer's own: with that
            # one file in its place for settings, Apptainer hands on no variable at all (seen).
            if [ ! -d "$image" ] || [ -d "$image/.singularity.d/env" ]; then
                bind "$dir/message" /.termination-message rw; set -- "$@" "$bind" "$bound"
                bind "$dir/message.sh" /.singularity.d/env/zz-termination-message.sh ro; set -- "$@" "$bind" "$bound"
            fi ;;
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
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        case $value in
            HOME=/*) home=${value#HOME=} ;;
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
    set -- "$program" -s "$value" --containall --cleanenv --no-eval "$@"
    if [ -n "$any_held" ]; then hold "$@"; elif [ -n "$root" ]; then start_as_root "$@"; else attempt "$@"; fi
}
