# ---- 38-own.sh ----
# Adds the runner's own mounts to those of the pod: /tmp, /var/tmp and files of /etc. Such a place can lie in a volume of
# the pod, for example in one at /etc. Nothing is made in a volume for them: a folder is left out, and a file is mounted
# only over a file that the volume has. (The kubelet's runtime makes these files and leaves them, and refuses a read-only
# volume without them.)
#
# Offers: covering() find_own() is_file_there() name_target()
# Reads:  can_hold() choose_root() each_of() enter_outer() enter_part() get() is_below() is_root() outer_of()
#         split_path() binds box dir entry floor folder in_open inner k outer overlay_works value
# Sets:   all cK_bind_N_mode cK_bind_N_source cK_bind_N_target inner outer own_home own_overlay own_tmp own_user root
#         to
# Plan:   cK_binds cK_option_N cK_options hosts_lines resolv_lines

# find_own: adds what is the runner's own to the binds of container $k, after those of the pod. Sets $all, the number of both together.
# The mode "over" is that of a file in a volume.
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
    # Without an overlay no mount point can be made in the root.
    [ "$overlay_works" != yes ] || add_own_file hostname 1
    [ -z "$root" ] || choose_root
}

# leave_to_site OPTION: the runner does not do what an option of the site already decides.
leave_to_site() {
    case $1 in
        --overlay*|-o|--writable*|-w) own_overlay= ;;
        --home*|-H|--no-home) own_home= ;;
        --workdir*|-W) own_tmp= ;;
        uid:*|--security=uid:*) own_user=${1#*uid:} own_user=${own_user%%,*} ;;
    esac
}

# covering PATH: finds the pod's mount that the path is, or lies in. Sets $outer (a number, or empty), $inner and $in_open as outer_of does.
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

# add_own_file NAME NEEDED: a file of /etc. Apptainer itself mounts the node's hosts and resolv.conf in the root, so there it is needed only
# where it is another one.
add_own_file() {
    if ! covering "/etc/$1"; then
        [ "$2" = 0 ] || put_own "$box/runner/$1" "/etc/$1" ro
    elif [ -n "$inner" ] && { [ -z "$in_open" ] || can_hold; }; then
        [ -e "$box/runner/$1" ] || (umask 022; cat "/etc/$1" >"$box/runner/$1" 2>/dev/null)
        put_own "$box/runner/$1" "/etc/$1" over
    fi
}

# is_file_there: is the place $inner in $outer a file of the volume? Not for a volume that others write to.
is_file_there() (
    split_path "$inner"
    enter_outer && { [ -z "$folder" ] || enter_part "$folder"; } && [ -f "./$entry" ] && is_below "$(readlink -m "./$entry")" "$floor"
)

# name_target TARGET: sets $to, under which Apptainer is given that place. It would make places for its own files (localtime, hostname,
# resolv.conf) in a folder that is mounted at /etc, and it finds that folder by the name. So it is given a link with another name.
name_target() {
    to=${1%/}
    [ "$to" = /etc ] && [ -n "$own_overlay" ] || return 0
    [ -L "$dir/overlay/upper/.etc" ] || ln -s /etc "$dir/overlay/upper/.etc"
    to=/.etc
}
