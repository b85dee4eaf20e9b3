# ---- an image, before its container ----------------------------------------------------------------------------------
# not_started K CODE REASON
not_started() {
    get "c${1}_name"
    note "$value" "$3"
    told_exit "$value" "$2"
    eval "code_$1=$2"
}

# Brings the image of container K. False when the container cannot be started (and has been told).
prepare() {
    k=$1 dir=$box/runner/$1
    mkdir -p "$dir/home" "$dir/overlay/work"
    mkdir -m 0755 "$dir/overlay/upper"
    mkdir -m 1777 "$dir/tmp" "$dir/vtmp"
    : >"$dir/log"
    eval "offset_$k=0 started_$k= told_$k= waits_$k=0"
    get "c${k}_mode"; mode=$value
    [ "$mode" != host ] || return 0
    [ -n "$program" ] || { not_started "$k" 128 "neither apptainer nor singularity was found on this node"; return 1; }
    can_overlay || :
    get "c${k}_image"; image=$value
    case $image in
        /*) ;;
        *:*) fetch || return 1 ;;
    esac
    eval "image_$k=\$image"
    [ "$mode" != run ] || has_runscript || {
        not_started "$k" 128 "the image $image has no entrypoint (no runscript): give the container a command"
        return 1
    }
}

# Apptainer talks a lot while it converts an image: apart from the container's log. Each image of the pod is brought once.
fetch() {
    j=1
    while [ "$j" -lt "$k" ]; do
        get "c${j}_image"
        if [ "$value" = "$image" ]; then
            get "image_$j"
            [ -z "$value" ] || { image=$value; return 0; }
        fi
        j=$((j + 1))
    done
    get "c${k}_name"; name=$value
    note "$name" "fetching the image $image"
    case $image in
        oci:*|oci-archive:*|docker-archive:*|docker-daemon:*) verb=build ;;
        *) verb=pull ;;
    esac
    (
        "$program" -q "$verb" "$dir/image.sif" "$image" >"$dir/fetch.log" 2>&1 </dev/null && : >"$dir/fetched"
        : >"$dir/fetch.over"
        wake
    ) >/dev/null 6<&- &
    while [ ! -e "$dir/fetch.over" ]; do
        # What it leaves running ends with the job: nothing is waited for.
        if is_told_to_stop; then not_started "$k" 143 "stopped while fetching the image $image"; return 1; fi
        nap 1
    done
    if [ -e "$dir/fetched" ] && [ -e "$dir/image.sif" ]; then image=$dir/image.sif; return 0; fi
    not_started "$k" 128 "could not fetch the image $image: $(reason_in "$dir/fetch.log")"
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
