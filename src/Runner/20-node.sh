# ---- 20-node.sh ----
# Prepares the shell before the first container: it finds Apptainer, cleans the environment, runs the shell lines of the
# site and the pod, and finds out what this node's kernel allows.
#
# Offers: ask_version() can_fuse() can_hold() can_overlay() clean_environment() find_program() run_lines()
# Reads:  get() note() warn() APPTAINER_CACHEDIR box holding_works overlay_works script shell value
# Sets:   TMPDIR box env_prefix group overlay_works program script shell user version version_code
# Plan:   apptainer

find_program() {
    get apptainer; program=$value
    [ -n "$program" ] || program=$(command -v apptainer) || program=$(command -v singularity) || program=
    [ -n "$program" ] || return 0
    if is_apptainer_itself; then version=apptainer; else ask_version; fi
    case $version in
        singularity*)
            env_prefix=SINGULARITYENV_
            export SINGULARITY_CACHEDIR="$APPTAINER_CACHEDIR" SINGULARITY_TMPDIR="$APPTAINER_TMPDIR" ;;
    esac
}

# is_apptainer_itself: true if $program is a compiled program with the name "apptainer", behind links. Then its version, which takes 30 ms,
# is asked only after a failure. A script may run anything.
is_apptainer_itself() {
    case $program in */*) itself=$program ;; *) itself=$(command -v "$program") || return 1 ;; esac
    [ ! -L "$itself" ] || itself=$(readlink -f "$itself")
    [ "${itself##*/}" = apptainer ] && [ -f "$itself" ] && [ -x "$itself" ] || return 1
    case $(exec head -c 4 "$itself") in ?ELF) ;; *) return 1 ;; esac
}

# ask_version: sets $version, or what the program says instead, and $version_code.
ask_version() {
    version=$("$program" --version 2>"$box/runner/version.log")
    version_code=$?
    [ -n "$version" ] || version=$(tail -n 1 "$box/runner/version.log")
}

# clean_environment: removes the node's settings of Apptainer (binds and the like), which must not affect the pod. The site's command prefix
# may set them on purpose. HTCondor sets the cache folder under both names, and with both Apptainer prints a warning at every call.
clean_environment() {
    cache=${APPTAINER_CACHEDIR:-$box/runner/cache}
    case $(export -p) in
        *APPTAINER*|*SINGULARITY*)
            for setting in $(env | sed -n 's/^\(\(APPTAINER\|SINGULARITY\)[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$setting"; done ;;
    esac
    export APPTAINER_CACHEDIR="$cache" APPTAINER_TMPDIR="$box/runner/tmp" TMPDIR="${TMPDIR:-$box/runner/tmp}"
}

# run_lines WHOSE TEXT LOG: runs shell lines of the site or of the pod in this shell. The runner must survive whatever these lines do to the
# shell.
run_lines() {
    [ -n "$2" ] || return 0
    # Saves variables that the lines may overwrite.
    set -- "$box" "$shell" "$script" "$@"
    # The first shell reads this file if the lines end this shell.
    printf '%s\n%s\n' "$6" "$4" >"$box/runner/lines"
    set +u
    run_text "$5" >"$box/runner/$6" 2>&1 </dev/null
    lines_code=$?
    set +e -u
    unset IFS
    box=$1 shell=$2 script=$3
    umask 077
    cd "$box" || exit 125
    rm -f "$box/runner/lines"
    trap - EXIT
    trap ':' TERM INT HUP
    [ "$lines_code" = 0 ] || note - "$4 ended with $lines_code: $(tail -n 1 "$box/runner/$6")"
}

run_text() { eval "$1"; }

# can_overlay: true if this node can make a container's root writable. That needs overlayfs in user namespaces (Linux 5.11) or FUSE.
can_overlay() {
    [ -n "$overlay_works" ] || {
        overlay_works=no
        # shellcheck disable=SC2016
        if can_fuse || (mkdir -p runner/probe/lower runner/probe/upper runner/probe/work runner/probe/merged && cd runner/probe &&
            unshare --user --map-root-user --mount mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged) \
            >/dev/null 2>&1
        then overlay_works=yes
        else warn - "this node has no overlay file system for containers: their root file systems are read-only"
        fi
    }
    [ "$overlay_works" = yes ]
}

can_fuse() { (: <>/dev/fuse) 2>/dev/null; }

# can_hold: true if this node can make the mounts of 39-hold.sh. The first call finds out.
can_hold() {
    [ -n "$holding_works" ] || {
        holding_works=no
        while read -r key _ number _; do
            case $key in Uid:) user=$number ;; Gid:) group=$number ;; esac
        done </proc/self/status
        # shellcheck disable=SC2016
        ! unshare --user --map-root-user --mount \
            sh -c 'mount -n -c --rbind "$1" "$1" && exec unshare --user --map-user="$2" --map-group="$3" true' \
            sh "$box/runner/tmp" "$user" "$group" >/dev/null 2>&1 || holding_works=yes
    }
    [ "$holding_works" = yes ]
}
