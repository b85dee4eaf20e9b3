# ---- 34-root.sh ----
# Gives root of a container more than one user id, if this node can. The job's user can be root in a user namespace, but that namespace has
# only one id, and "chown 1000 FILE" fails there with EINVAL. That breaks many containers that only prepare a volume. $root_ids is what the
# site wants, $root_way is what this node gives:
#   mapped     ids of the job's user in /etc/subuid and /etc/subgid (newuidmap): chown is real
#   emulated   a system call filter answers chown to another id with success and changes nothing
#   fakeroot   Apptainer brings the node's fakeroot command into the container: it needs a shell and a C library that fit, and
#              it passes no signal on
#   single     one id: chown to another one fails
#   apptainer  Apptainer's own --fakeroot, where we have no user namespaces or the program is not Apptainer
#
# Offers: can_map() choose_root() is_root() start_as_root() take_back() under_filter() why_root_failed()
# Reads:  attempt() get() is_on_host() note() some_of() box cK_bind_N_source dir last name root_ids root_way value
#         version
# Sets:   root_way
# Plan:   cK_binds cK_option_N cK_options hostpaths

# is_root K: true if the container runs as root.
is_root() { get "c${1}_options"; some_of "c${1}_option" "${value:-0}" is_fakeroot; }

is_fakeroot() { [ "$1" = --fakeroot ] || [ "$1" = -f ]; }

# choose_root: sets $root_way, once for all containers.
choose_root() {
    [ -z "${root_way-}" ] || return 0
    why_single=
    case $version in apptainer*) ;; *) root_way=apptainer; return 0 ;; esac
    unshare --user --map-root-user true 2>/dev/null || { root_way=apptainer; return 0; }
    root_way=single
    case ${root_ids:-auto} in
        auto)
            if may_map && can_map; then root_way=mapped
            elif can_emulate; then root_way=emulated
            elif has_fakeroot; then root_way=fakeroot
            fi
            why_single="it has no ids for the job's user in /etc/subuid, no setpriv with --seccomp-filter, no perl and no fakeroot" ;;
        mapped) ! can_map || root_way=mapped; why_single="it maps no ids for the job's user (newuidmap, /etc/subuid)" ;;
        emulated) ! can_emulate || root_way=emulated; why_single="it has neither setpriv with --seccomp-filter nor perl" ;;
        fakeroot) ! has_fakeroot || root_way=fakeroot; why_single="it has no fakeroot command" ;;
        *) why_single="the site wants it so (RootIds)" ;;
    esac
    # The first shell needs this file if the kernel kills the worker.
    [ "$root_way" != mapped ] || : >"$box/runner/mapped"
}

# may_map: true if no container that is not root, and nobody who shares a folder of the node with the pod, can come across files of mapped
# ids.
may_map() {
    [ "${hostpaths:-0}" = 0 ] || return 1
    i=1
    while [ "$i" -le "$last" ]; do
        is_on_host "$i" || is_root "$i" || return 1
        get "c${i}_binds"; count=${value:-0} j=1
        while [ "$j" -le "$count" ]; do
            get "c${i}_bind_${j}_source"
            case $value in /*) return 1 ;; esac
            j=$((j + 1))
        done
        i=$((i + 1))
    done
}

can_map() { unshare --user --map-auto --map-root-user true 2>/dev/null; }

has_fakeroot() { command -v fakeroot-sysv >/dev/null || command -v fakeroot >/dev/null; }

# can_emulate: writes the filter and finds a program that can load it. The filter works if a chown succeeds that fails without it.
can_emulate() {
    filter=$box/runner/chown.filter loader=
    write_filter "$(uname -m)" || return 1
    for loader in setpriv perl; do
        loader_path=$(command -v "$loader") || continue
        ! under_filter '' unshare --user --map-root-user chown 1:1 "$box/runner/tmp" 2>/dev/null || return 0
    done
    return 1
}

# under_filter FUNCTION PROGRAM ARGUMENTS...: runs the program under the filter, through the function if one is given. The last resort is
# Perl; its numbers are PR_SET_NO_NEW_PRIVS, and PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
under_filter() {
    then=$1
    shift
    # shellcheck disable=SC2016 # Perl's own
    perl_loader='my ($file, $prctl) = (shift, shift); open(F, "<", $file) or exit 125; binmode F; read(F, my $code, 4096) or exit 125;
syscall($prctl + 0, 38, 1, 0, 0, 0) == 0 or exit 125; syscall($prctl + 0, 22, 2, pack("Sx6P", length($code) / 8, $code)) == 0 or exit 125;
close F; exec { $ARGV[0] } @ARGV; exit 126'
    case $loader in
        setpriv) set -- "$loader_path" --no-new-privs --seccomp-filter "$filter" "$@" ;;
        perl) set -- "$loader_path" -e "$perl_loader" "$filter" "$prctl" "$@" ;;
    esac
    ${then:+"$then"} "$@"
}

# start_as_root PROGRAM ARGUMENTS...: like attempt, for a root container without held mounts (39-hold.sh).
start_as_root() {
    case $root_way in
        mapped) attempt unshare --user --map-auto --map-root-user "$@" ;;
        emulated) under_filter attempt unshare --user --map-root-user "$@" ;;
        single) attempt unshare --user --map-root-user "$@" ;;
        *) attempt "$@" ;;
    esac
}

# take_back: gives the files of mapped ids back to the job's user, so that they can be removed.
take_back() {
    [ -e "$box/runner/mapped" ] || return 0
    memory=
    [ ! -s "$box/runner/memory" ] || read -r memory <"$box/runner/memory"
    unshare --user --map-auto --map-root-user chown -hR 0:0 "$box/runner" "$box/volumes" ${memory:+"$memory"} 2>/dev/null
}

# why_root_failed K CODE: writes a note with the cause if the container failed and its log shows such an error.
why_root_failed() {
    [ "$2" != 0 ] && [ "${root_way-}" = single ] && is_root "$1" || return 0
    tail -c 4096 "$dir/log" | grep -q -i -e 'invalid argument' -e 'not permitted' || return 0
    note "$name" "root of a container has one id on this node, so chown to another one fails: $why_single"
}

# write_filter ARCHITECTURE: four words for each instruction, as in linux/filter.h (code, jump if true, jump if false, a number). The filter
# lets chown, lchown, fchown and fchownat succeed without effect if the owner or the group is something other than 0 or "no change".
write_filter() {
    case $1 in
        x86_64) prctl=157; set -- 32 0 0 4  21 0 5 3221225534  32 0 0 0  21 9 0 260  21 3 0 92  21 2 0 93  21 1 0 94 ;;
        aarch64) prctl=167; set -- 32 0 0 4  21 0 3 3221225655  32 0 0 0  21 7 0 54  21 1 0 55 ;;
        *) return 1 ;;
    esac
    set -- "$@"  6 0 0 2147418112  32 0 0 24  21 1 0 0  21 0 9 4294967295  32 0 0 32  5 0 0 4 \
        32 0 0 32  21 1 0 0  21 0 4 4294967295  32 0 0 40  21 1 0 0  21 0 1 4294967295  6 0 0 2147418112  6 0 0 327680
    bytes=
    while [ "$#" != 0 ]; do
        bytes="$bytes $1 0 $2 $3 $(($4 & 255)) $(($4 >> 8 & 255)) $(($4 >> 16 & 255)) $(($4 >> 24 & 255))"
        shift 4
    done
    # shellcheck disable=SC2059,SC2086
    printf "$(printf '\\%03o' $bytes)" >"$filter"
}
