# ---- an image, before its container ----------------------------------------------------------------------------------
# not_started K CODE WORDS: by a fault of the container. Kubernetes' word for that is told with the code.
not_started() {
    tell_unstarted "$@"
    settle "$1" "$2"
}

# given_up K CODE WORDS REASON: likewise, and it is not tried again, whatever the pod says of restarts
given_up() {
    tell_unstarted "$@"
    eval "code_$1=$2 over_$1=1"
}

tell_unstarted() {
    get "c${1}_name"
    note "$value" "$3"
    reason=${4-}
    [ "$2" != 128 ] || reason=${reason:-StartError}
    told_exit "$value" "$2" '' "$reason"
}

# Brings the image of container K. False when the container cannot be started (and has been told).
prepare() {
    begin_attempt "$1"
    get "c${1}_mode"; mode=$value
    [ "$mode" != host ] || return 0
    can_overlay || :
    plan_holds
    [ -z "$any_held" ] || can_hold || :
    get "c${1}_image"; image=$value
    in_image_folder "$1" || { not_started "$1" 128 "the image $image leads out of $value, where images of this node may lie"; return 1; }
    case $image in
        /*) ;;
        *:*) bring "$1" || return 1 ;;
    esac
    eval "image_$1=\$image"
    forget_credentials_if_done
    read_config "$1"
    get "is_known_$1"; is_known=$value
    get "words_$1"; is_known=$is_known:$value
    get "c${1}_mode"
    eval "pull_wait_$1='' pull_from_$1=''"
    case $value$is_known in
        run1:0) false ;;
        run:*) has_runscript ;;
    esac || {
        not_started "$1" 128 "the image $image has no entrypoint (no runscript): give the container a command"
        return 1
    }
}

# The site says below which folder an image, or the archive that it is in, must lie (AllowedImagePaths): wherever links lead. What a link in the path
# points to later does not matter for a path: the resolved one is run.
in_image_folder() {
    get "c${1}_image_folder"
    [ -n "$value" ] || return 0
    case $image in /*) path=$image ;; *) path=${image#*:} path=${path%%:*} ;; esac
    real=$(readlink -m "$path") && top=$(readlink -m "$value") || return 1
    case $real/ in "${top%/}"/*) ;; *) return 1 ;; esac
    case $image in /*) image=$real ;; esac
}

# bring K: each image of the pod is brought once; from the node's cache if it is there.
bring() {
    j=1
    while [ "$j" -le "$last" ]; do
        get "c${j}_image"
        if [ "$value" = "$image" ]; then
            get "image_$j"
            [ ! -e "$value" ] || { image=$value; return 0; }
        fi
        j=$((j + 1))
    done
    get "c${1}_pull"; pull=$value
    in_cache "$image" || target=$box/runner/$1/image.sif
    if [ "$pull" != always ] && [ -r "$target" ]; then image=$target; return 0; fi
    [ "$pull" != never ] || {
        given_up "$1" 128 "the image $image is not on this node, and imagePullPolicy Never forbids to pull it" ErrImageNeverPull
        return 1
    }
    fetch "$1" "$image" "$target"
}

# fetch K URI FILE. Apptainer talks a lot while it converts an image: apart from the container's log.
fetch() {
    get "c${1}_name"; name=$value
    case $2 in
        oci:*|oci-archive:*|docker-archive:*|docker-daemon:*) verb=build ;;
        *) verb=pull ;;
    esac
    find_credentials "$verb"
    begin_pull "$1" || note "$name" "fetching the image $2"
    dir=$box/runner/$1
    rm -f "$dir"/fetch*
    (
        # Several jobs may fetch it at once: each has its own file, which gets the name when it is whole.
        part=$3.$run_id
        timeout -k 10 "$pull_seconds" "$program" -q "$verb" ${authfile:+--authfile "$authfile"} "$part" "$2" >"$dir/fetch.log" 2>&1 </dev/null &&
            mv -f "$part" "$3" 2>>"$dir/fetch.log" && : >"$dir/fetched"
        [ $? != 124 ] || printf 'FATAL:   no end within %s s\n' "$pull_seconds" >>"$dir/fetch.log"
        rm -f "$part"
        [ -e "$dir/fetched" ] || outlive
        : >"$dir/fetch.over"
        wake
    ) >/dev/null 6<&- 8<&- &
    while [ ! -e "$box/runner/$1/fetch.over" ]; do
        # What it leaves running ends with the job: nothing is waited for.
        if is_told_to_stop; then not_started "$1" 143 "stopped while fetching the image $2"; return 1; fi
        turn
        pause
    done
    if [ -e "$box/runner/$1/fetched" ]; then image=$3; return 0; fi
    check_node
    pull_later "$1" "could not fetch the image $2: $(reason_in "$box/runner/$1/fetch.log")"
    return 1
}

# "run" of an image without a runscript prints a sentence and succeeds.
has_runscript() {
    [ ! -d "$image" ] || [ -x "$image/.singularity.d/runscript" ] || return 1
    case $("$program" inspect --runscript "$image" 2>/dev/null) in
        *'echo "There is no runscript defined for this container\n";') return 1 ;;
    esac
}

reason_in() { { grep '^FATAL:' "$1" || cat "$1"; } | tail -n 1 | sed 's/^FATAL: *//'; }
