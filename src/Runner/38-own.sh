# ---- 38-own.sh ----
# Adds the runner's own mounts to those of the pod: /tmp, /var/tmp and files of /etc. Such a path can be inside a volume of the pod, for
# example a volume at /etc. The runner creates nothing in a volume: it leaves out a folder, and mounts a file only over a file that the
# volume has. (The kubelet's runtime creates these files and leaves them there, and refuses a read-only volume without them.)
#
# Offers: covering() find_own() is_file_there() name_target()
# Reads:  can_hold() choose_root() each_of() enter_outer() enter_part() get() is_below() is_root() outer_of()
#         split_path() binds box dir entry floor folder in_open inner k outer overlay_works value
# Sets:   all cK_bind_N_mode cK_bind_N_source cK_bind_N_target inner outer own_home own_overlay own_tmp own_user root
#         to
# Plan:   cK_binds cK_option_N cK_options hosts_lines resolv_lines

# find_own: adds the runner's own binds to those of container $k, after the pod's. Sets $all, the number of all binds. The mode "over" means
# a file that is mounted over a file of a volume.
find_own() {
    get "c${k}_binds"; all=${value:-0}
    own_tmp=yes own_overlay=yes own_home=yes own_user='' root=
    get "c${k}_options"
    each_of "c${k}_option" "${value:-0}" leave_to_site
    ! is_root "$k" || root=yes
    [ "$overlay_works" = yes ] || own_overlay=
    if [ -n "$own_tmp" ]; then
        add_own "$dir/tmp" /tmp rw
        add_own "$dir/vtmp" /var/tmp rw
    fi
    add_own_file hosts "${hosts_lines:-0}"
    add_own_file resolv.conf "${resolv_lines:-0}"
    # Without an overlay the root cannot have new mount points.
    [ "$overlay_works" != yes ] || add_own_file hostname 1
    [ -z "$root" ] || choose_root
}

# leave_to_site OPTION: leaves out the runner's own settings that an option of the site already decides.
leave_to_site() {
    case $1 in
        --overlay*|-o|--writable*|-w) own_overlay= ;;
        --home*|-H|--no-home) own_home= ;;
        --workdir*|-W) own_tmp= ;;
        uid:*|--security=uid:*) own_user=${1#*uid:} own_user=${own_user%%,*} ;;
    esac
}

# covering PATH: finds the pod's mount that is at the path, or contains it. Sets $outer (a number, or empty), $inner and $in_open as
# outer_of does.
covering() {
    outer_of "$1"
    case $outer in *tmp) outer= ;; esac
    j=1
    while [ "$j" -le "$binds" ]; do
        get "c${k}_bind_${j}_target"
        [ "${value%/}" != "$1" ] || outer=$j inner=
        j=$((j + 1))
    done
    [ -n "$outer" ]
}

# add_own SOURCE TARGET MODE
add_own() { covering "$2" || put_own "$@"; }

put_own() {
    all=$((all + 1))
    eval "c${k}_bind_${all}_source=\$1 c${k}_bind_${all}_target=\$2 c${k}_bind_${all}_mode=\$3"
}

# add_own_file NAME NEEDED: adds a file of /etc. In the root, Apptainer itself mounts the node's hosts and resolv.conf, so the runner's file
# is needed there only if it differs (NEEDED is not 0).
add_own_file() {
    if ! covering "/etc/$1"; then
        [ "$2" = 0 ] || put_own "$box/runner/$1" "/etc/$1" ro
    elif [ -n "$inner" ] && { [ -z "$in_open" ] || can_hold; }; then
        [ -e "$box/runner/$1" ] || (umask 022; cat "/etc/$1" >"$box/runner/$1" 2>/dev/null)
        put_own "$box/runner/$1" "/etc/$1" over
    fi
}

# is_file_there: true if $inner in $outer is a file of the volume. Not for a volume that others write to.
is_file_there() (
    split_path "$inner"
    enter_outer && { [ -z "$folder" ] || enter_part "$folder"; } && [ -f "./$entry" ] && is_below "$(readlink -m "./$entry")" "$floor"
)

# name_target TARGET: sets $to, the name of the target for Apptainer. In a folder that is mounted at /etc, Apptainer would create mount
# points for its own files (localtime, hostname, resolv.conf), and it recognizes that folder by its name. So it gets a link with another
# name.
name_target() {
    to=${1%/}
    [ "$to" = /etc ] && [ -n "$own_overlay" ] || return 0
    [ -L "$dir/overlay/upper/.etc" ] || ln -s /etc "$dir/overlay/upper/.etc"
    to=/.etc
}
