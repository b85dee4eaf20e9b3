# ---- before the first container --------------------------------------------------------------------------------------
find_program() {
    get apptainer; program=$value
    [ -n "$program" ] || program=$(command -v apptainer) || program=$(command -v singularity) || program=
    [ -n "$program" ] || return 0
    version=$("$program" --version 2>"$box/runner/version.log")
    version_code=$?
    [ -n "$version" ] || version=$(tail -n 1 "$box/runner/version.log")
    case $version in
        singularity*) env_prefix=SINGULARITYENV_; export SINGULARITY_CACHEDIR="$APPTAINER_CACHEDIR" SINGULARITY_TMPDIR="$APPTAINER_TMPDIR" ;;
    esac
}

# Binds and the like of whoever set up the execute node must not reach the pod; the prefix may set them on purpose.
# HTCondor sets the cache folder under both names; with both Apptainer complains on every call.
clean_environment() {
    cache=${APPTAINER_CACHEDIR:-$box/runner/cache}
    for name in $(env | sed -n 's/^\(\(APPTAINER\|SINGULARITY\)[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$name"; done
    export APPTAINER_CACHEDIR="$cache" APPTAINER_TMPDIR="$box/runner/tmp" TMPDIR="${TMPDIR:-$box/runner/tmp}"
}

# run_lines WHOSE TEXT LOG: shell lines of the site or of the pod, run by this shell; what they do to it must not matter.
run_lines() {
    [ -n "$2" ] || return 0
    set -- "$box" "$@"
    # Read by the other shell if they end this one.
    printf '%s\n%s\n' "$4" "$2" >"$box/runner/lines"
    set +u
    run_text "$3" >"$box/runner/$4" 2>&1 </dev/null
    code=$?
    set +e -u
    unset IFS
    box=$1
    umask 077
    cd "$box" || exit 125
    rm -f "$box/runner/lines"
    trap - EXIT
    trap ':' TERM INT HUP
    [ "$code" = 0 ] || note - "$2 ended with $code: $(tail -n 1 "$box/runner/$4")"
}

run_text() { eval "$1"; }

# A writable root needs overlayfs in user namespaces (Linux 5.11) or FUSE; without, the root is read-only.
can_overlay() {
    [ -n "${overlay_works-}" ] || {
        mkdir -p runner/probe/lower runner/probe/upper runner/probe/work runner/probe/merged
        overlay_works=no
        # shellcheck disable=SC2016
        if can_fuse || (cd runner/probe && unshare --user --map-root-user --mount \
            mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged) >/dev/null 2>&1
        then overlay_works=yes
        else warn - "this node has no overlay file system for containers: their root file systems are read-only"
        fi
    }
    [ "$overlay_works" = yes ]
}

can_fuse() { (: <>/dev/fuse) 2>/dev/null; }
