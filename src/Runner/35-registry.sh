# ---- 35-registry.sh ----
# Keeps images in the node's cache. Keeps the registry credentials only as long as an image may still be fetched.
#
# Offers: find_credentials() forget_credentials() forget_credentials_if_done() in_cache() make_image_cache()
#         protect_credentials()
# Reads:  get() warn() box image_K last program value
# Sets:   APPTAINER_CACHEDIR authfile target
# Plan:   cK_mode registry_auth

make_image_cache() {
    [ -n "${image_cache-}" ] || return 0
    if mkdir -p "$image_cache/images" "$image_cache/apptainer" 2>/dev/null && [ -w "$image_cache/images" ]; then
        export APPTAINER_CACHEDIR="$image_cache/apptainer"
    else
        warn - "the image cache $image_cache cannot be used on this node"
        image_cache=
    fi
}

# in_cache URI: sets $target, the image's path in the cache. False for archives and the like, whose content belongs to the job.
in_cache() {
    [ -n "${image_cache-}" ] || return 1
    case $1 in oci:*|oci-archive:*|docker-archive:*|docker-daemon:*) return 1 ;; esac
    target=$(printf %s "$1" | sha256sum)
    target=$image_cache/images/${target%% *}.sif
}

protect_credentials() { [ -z "${registry_auth-}" ] || chmod 0600 "$registry_auth"; }

# find_credentials VERB: sets $authfile if this Apptainer accepts it.
find_credentials() {
    authfile=
    [ -n "${registry_auth-}" ] && [ -e "$box/$registry_auth" ] || return 0
    case $("$program" "$1" --help 2>/dev/null) in
        *--authfile*) authfile=$box/$registry_auth ;;
        *) warn - "this node's Apptainer takes no file with registry credentials (--authfile): images are fetched without them" ;;
    esac
}

forget_credentials() { [ -z "${registry_auth-}" ] || rm -f "$box/$registry_auth"; }

forget_credentials_if_done() {
    j=1
    while [ "$j" -le "$last" ]; do
        get "image_$j"
        [ -n "$value" ] || { get "c${j}_mode"; [ "$value" = host ]; } || return 0
        j=$((j + 1))
    done
    forget_credentials
}
