# ---- 77-images.sh ----
# Gets a container's image before its start.
#
# Offers: prepare()
# Reads:  begin_attempt() begin_pull() can_hold() can_overlay() check_node() find_credentials()
#         forget_credentials_if_done() get() given_up() in_cache() is_told_to_stop() not_started() note() outlive()
#         pause() plan_holds() pull_later() read_config() reason_in() turn() wake() any_held authfile box image
#         is_known_K last program pull_seconds run_id target value words_K
# Sets:   dir image image_K name pull_from_K pull_wait_K
# Plan:   cK_image cK_image_folder cK_mode cK_name cK_pull

# prepare K: gets the image. False if the container cannot be started, which has then been reported.
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

# in_image_folder K: true if the image, or the archive that contains it, is below a folder that the site allows (AllowedImagePaths), after
# all links are resolved. The resolved path is run, so a link that changes later has no effect.
in_image_folder() {
    get "c${1}_image_folder"
    [ -n "$value" ] || return 0
    case $image in /*) path=$image ;; *) path=${image#*:} path=${path%%:*} ;; esac
    image_real=$(readlink -m "$path") && image_top=$(readlink -m "$value") || return 1
    case $image_real/ in "${image_top%/}"/*) ;; *) return 1 ;; esac
    case $image in /*) image=$image_real ;; esac
}

# bring K: fetches the image, or takes it from the node's cache. Each image of the pod is fetched once.
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

# fetch K URI FILE: fetches the image. Apptainer's many messages go to a file of their own, not to the container's log.
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
        # Several jobs may fetch the same image at once. Each has its own file, which gets the final name when it is complete.
        new_file=$3.$run_id
        timeout -k 10 "$pull_seconds" "$program" -q "$verb" ${authfile:+--authfile "$authfile"} "$new_file" "$2" \
            >"$dir/fetch.log" 2>&1 </dev/null &&
            mv -f "$new_file" "$3" 2>>"$dir/fetch.log" && : >"$dir/fetched"
        [ $? != 124 ] || printf 'FATAL:   no end within %s s\n' "$pull_seconds" >>"$dir/fetch.log"
        rm -f "$new_file"
        [ -e "$dir/fetched" ] || outlive
        : >"$dir/fetch.over"
        wake
    ) >/dev/null 6<&- 8<&- &
    while [ ! -e "$box/runner/$1/fetch.over" ]; do
        # A running fetch ends with the job, so the runner does not wait for it.
        if is_told_to_stop; then not_started "$1" 143 "stopped while fetching the image $2"; return 1; fi
        turn
        pause
    done
    if [ -e "$box/runner/$1/fetched" ]; then image=$3; return 0; fi
    check_node
    pull_later "$1" "could not fetch the image $2: $(reason_in "$box/runner/$1/fetch.log")"
    return 1
}

# has_runscript: true if the image has a runscript. Without one, Apptainer's "run" would print a sentence and succeed.
has_runscript() {
    [ ! -d "$image" ] || [ -x "$image/.singularity.d/runscript" ] || return 1
    case $("$program" inspect --runscript "$image" 2>/dev/null) in
        *'echo "There is no runscript defined for this container\n";') return 1 ;;
    esac
}
