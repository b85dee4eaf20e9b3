#!/bin/sh
# runner.sh PLAN -- the program of every job: runs a pod's containers and tells what happens on its standard output.
# The plan and the stream are described in docs/runner-stream.md.
# Needs: a POSIX shell (dash, bash), coreutils, util-linux, tar; Apptainer unless all is "host".
#
# All variables of a shell are global: numbers of containers are k, of their parts i; "$value" is what get() found.
# Only this process writes to stdout. Containers run in background shells that leave their news in files of $box/runner/K:
#   log (what it wrote)  began (ms)  pid  exit ("CODE MS")  eof (nobody can write to the log any more)
# shellcheck disable=SC2317 # what traps and with_environment call is reached
set -u
umask 077
trap 'told_to_stop' TERM INT HUP
trap 'ended_unexpectedly' EXIT
trap ':' USR1
box=$(pwd -P)
stop_ms='' fetching='' finished='' running='' program='' env_prefix=APPTAINERENV_ containers_init=0 containers_main=0

# ---- the stream ------------------------------------------------------------------------------------------------
now() { date +%s%3N; }

# frame KIND CONTAINER TEXT [MS]: the text is ASCII, so its length in characters is that in bytes
frame() { printf '@%s %s %s %s\n%s\n' "${4:-$(now)}" "$1" "$2" "${#3}" "$3"; }

# note CONTAINER WORDS: one line of UTF-8. wc counts bytes; ${#x} counts characters in some shells.
note() {
    words=$(printf %s "$2" | tr -s '\000-\037' ' ' | head -c 2000)
    printf '@%s note %s %s\n%s\n' "$(now)" "$1" "$(($(printf %s "$words" | wc -c)))" "$words"
}

# finish CODE: HTCondor drops what is still in the pipe (64 KiB) when the job exits; so what comes last is worthless.
finish() {
    finished=1
    trap '' TERM INT HUP
    frame end - "$1${stop_ms:+ Stopped}"
    printf '@%s pad - 131072\n' "$(now)"
    head -c 131072 /dev/zero
    printf '\n'
    exit "$1"
}

told_to_stop() {
    [ -n "$stop_ms" ] || stop_ms=$(now)
    [ -z "$fetching" ] || kill -KILL "$fetching" 2>/dev/null
}

ended_unexpectedly() {
    [ -z "$finished" ] || return 0
    for k in $running; do signal "$k" KILL; done
    note - "the runner could not go on: the plan or the command prefix is at fault, see the job's standard error"
    finish 125
}

get() { eval "value=\${$1-}"; }

# ---- before the first container -----------------------------------------------------------------------------------
find_program() {
    get apptainer; program=$value
    [ -n "$program" ] || program=$(command -v apptainer) || program=$(command -v singularity) || program=
    [ -n "$program" ] || return 0
    case $("$program" --version 2>/dev/null) in
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

run_command_prefix() {
    [ -n "${command_prefix-}" ] || return 0
    set +u
    eval "$command_prefix" >"$box/runner/prefix.log" 2>&1 </dev/null
    code=$?
    set +e -u
    unset IFS
    umask 077
    cd "$box" || exit 125
    trap 'told_to_stop' TERM INT HUP
    trap 'ended_unexpectedly' EXIT
    trap ':' USR1
    [ "$code" = 0 ] || note - "the site's command prefix ended with $code: $(tail -n 1 "$box/runner/prefix.log")"
}

# Files and folders of the pod. Prints the reason when it cannot be done.
make_volumes() {
    if [ -n "$archive" ]; then
        words=$(tar -xp --no-same-owner -f "$archive" 2>&1) || { printf 'the files of the pod could not be unpacked: %s' "$words"; return 1; }
    fi
    i=1
    while [ "$i" -le "${emptydirs:-0}" ]; do
        get "emptydir_$i"
        mkdir -p volumes
        mkdir -m 0777 "volumes/$value" || { printf 'the empty folder %s could not be made' "$value"; return 1; }
        i=$((i + 1))
    done
}

# A writable root needs overlayfs in user namespaces (Linux 5.11) or FUSE; without, the root is read-only.
can_overlay() {
    [ -n "${overlay_works-}" ] || {
        mkdir -p runner/probe/lower runner/probe/upper runner/probe/work runner/probe/merged
        overlay_works=no
        # shellcheck disable=SC2016
        if can_fuse || (cd runner/probe && unshare --user --map-root-user --mount \
            mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged) >/dev/null 2>&1
        then overlay_works=yes
        else note - "this node has no overlay file system for containers: their root file systems are read-only"
        fi
    }
    [ "$overlay_works" = yes ]
}

can_fuse() { (: <>/dev/fuse) 2>/dev/null; }

# ---- one container, in its own background shell -------------------------------------------------------------------
fatal() { printf 'FATAL:   %s\n' "$1" >>"$dir/log"; printf '255 %s\n' "$(now)" >"$dir/exit.new"; }

# bind SOURCE TARGET MODE: sets $bind and $bound, the option and its value. With odd characters the CSV form, in which a quote is doubled.
bind() {
    case $1$2 in
        *[:,\"]*)
            bind=--mount
            bound="type=bind,\"source=$(csv "$1")\",\"destination=$(csv "$2")\""
            [ "$3" != ro ] || bound=$bound,ro ;;
        *) bind=--bind bound=$1:$2:$3 ;;
    esac
}

csv() { printf %s "$1" | sed 's/"/""/g'; }

# The place on this side of a path in the container, if it is below something bound: "$value", else empty.
source_of() {
    value=
    case $1 in
        /tmp/*) value=$dir/tmp/${1#/tmp/} ;;
        /var/tmp/*) value=$dir/vtmp/${1#/var/tmp/} ;;
    esac
    found=$value j=1
    get "c${k}_binds"; binds=${value:-0}
    while [ "$j" -le "$binds" ]; do
        get "c${k}_bind_${j}_target"; target=${value%/}
        case $1 in
            "$target"/*)
                get "c${k}_bind_${j}_source"
                case $value in /*) ;; *) value=$box/$value ;; esac
                found=$value/${1#"$target"/} ;;
        esac
        j=$((j + 1))
    done
    value=$found
}

# Apptainer makes mount points in the root, but not (files) or not everywhere (folders) below another bind.
make_mount_point() {
    source_of "$2"
    [ -n "$value" ] && [ ! -e "$value" ] || return 0
    if [ -d "$1" ]; then mkdir -p "$value"; else mkdir -p "${value%/*}" && : >"$value"; fi 2>/dev/null || :
}

# Sets the arguments: everything between the verb and the image.
compose() {
    own_overlay=yes own_home=yes own_tmp=yes own_vtmp=yes home=/root
    get "c${k}_options"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_option_$i"
        case $value in
            --overlay*|-o|--writable*|-w) own_overlay= ;;
            --home*|-H|--no-home) own_home= ;;
            --workdir*|-W) own_tmp='' own_vtmp='' ;;
        esac
        set -- "$@" "$value"
        i=$((i + 1))
    done
    get "c${k}_binds"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_bind_${i}_target"
        case ${value%/} in /tmp) own_tmp= ;; /var/tmp) own_vtmp= ;; esac
        i=$((i + 1))
    done
    # Of two binds on one target the first wins, with a warning: so what the pod mounts itself is left out here.
    [ -z "$own_tmp" ] || { bind "$dir/tmp" /tmp rw; set -- "$@" "$bind" "$bound"; }
    [ -z "$own_vtmp" ] || { bind "$dir/vtmp" /var/tmp rw; set -- "$@" "$bind" "$bound"; }
    i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_bind_${i}_source"; from=$value
        case $from in /*) ;; *) from=$box/$from ;; esac
        get "c${k}_bind_${i}_target"; to=$value
        get "c${k}_bind_${i}_mode"; mode=$value
        make_mount_point "$from" "$to"
        bind "$from" "$to" "${mode:-rw}"
        set -- "$@" "$bind" "$bound"
        i=$((i + 1))
    done
    # One folder per container and run: as in Kubernetes the root is fresh, writable and on disk.
    [ -z "$own_overlay" ] || [ "$overlay_works" != yes ] || set -- "$@" --overlay "$dir/overlay"
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        case $value in
            HOME=/*) home=${value#HOME=} ;;
            HOME=*) ;;
            *) export "$env_prefix$value" ;;
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
    attempt -- "$program" -s "$value" --containall --cleanenv --no-eval "$@"
}

# attempt NAME=VALUE... -- PROGRAM ARGUMENTS...: its output goes through a pipe, never straight to the log file: a program that opens
# /dev/stderr for writing (echo >/dev/stderr) would truncate a file.
attempt() {
    rm -f "$dir/pipe"
    mkfifo "$dir/pipe"
    # Opened for both ends first: a container that is killed before it opens its end would leave the reader waiting for ever.
    exec 3<>"$dir/pipe"
    # shellcheck disable=SC2094
    exec 4<"$dir/pipe" 5>"$dir/pipe" 3>&-
    cat <&4 >>"$dir/log" 4<&- 5>&- &
    reader=$!
    now >"$dir/began"
    (umask 022; with_environment "$@") >&5 2>&1 </dev/null 4<&- 5>&- &
    pid=$!
    exec 4<&- 5>&-
    printf '%s\n' "$pid" >"$dir/pid.new"
    mv "$dir/pid.new" "$dir/pid"
    await "$pid"
    printf '%s %s\n' "$code" "$(now)" >"$dir/exit.new"
}

# await PID: a trapped signal ends wait early. Sets $code.
await() {
    while :; do
        wait "$1"
        code=$?
        kill -0 "$1" 2>/dev/null || return 0
    done
}

never_started() { [ "$1" = 255 ] && [ "$(head -c 9 "$2/log")" = 'FATAL:   ' ]; }

run_container() {
    trap ':' TERM INT HUP
    trap - EXIT USR1
    reader=
    get "c${k}_mode"
    if [ "$value" = host ]; then run_on_host; else
        compose
        # The working directory is made when the image lacks it, as containerd does; only then, as an upper folder hides a link below.
        get "c${k}_cwd"
        if never_started "$code" "$dir" && grep -q '^FATAL:.*set working directory' "$dir/log"; then
            wait "$reader"
            cwd=$value
            source_of "$cwd"
            (umask 022; mkdir -p "${value:-$dir/overlay/upper$cwd}") 2>/dev/null && { : >"$dir/log"; compose; }
        fi
    fi
    mv "$dir/exit.new" "$dir/exit"
    kill -USR1 $$ 2>/dev/null
    [ -z "$reader" ] || await "$reader"
    : >"$dir/eof"
    kill -USR1 $$ 2>/dev/null
}

# ---- host mode: no container, but a process namespace, so that nothing outlives the job ---------------------------
# The first process of a namespace ignores signals that it has no handler for; so a shell stands there.
# shellcheck disable=SC2016
# Its own standard error is closed: it would say "Terminated" in the log of the program.
host_init='trap "kill -TERM \$app" TERM; exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-) & app=$!; exec 3>&-
while :; do wait $app; code=$?; kill -0 $app 2>/dev/null || exit $code; done'

run_on_host() {
    set --
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        case $value in
            # read-only or numeric in some shells: an assignment would end this one
            UID=*|EUID=*|PPID=*|BASHOPTS=*|SHELLOPTS=*|BASH_VERSINFO=*|OPTIND=*) ;;
            *) set -- "$@" "$value" ;;
        esac
        i=$((i + 1))
    done
    set -- "$@" --
    # Wherever a namespace can be had: KILL of unshare then leaves nothing. --mount-proc: else Apptainer does not start inside.
    if unshare --user --map-current-user --pid --fork --kill-child=KILL --mount-proc true 2>/dev/null; then
        set -- "$@" unshare --user --map-current-user --pid --fork --kill-child=KILL --mount-proc
    elif unshare --user --map-current-user --pid --fork --kill-child=KILL true 2>/dev/null; then
        set -- "$@" unshare --user --map-current-user --pid --fork --kill-child=KILL
    else
        : >"$dir/own-group"
        set -- "$@" setsid
    fi
    set -- "$@" sh -c "$host_init" sh
    get "c${k}_arg_1"
    # HTCondor starts jobs with SIGPIPE ignored, shells start background programs without SIGINT and SIGQUIT.
    case $value in
        *=*) ;;
        *) ! env --default-signal=PIPE true 2>/dev/null || set -- "$@" env --default-signal=INT,QUIT,PIPE ;;
    esac
    get "c${k}_args"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_arg_$i"
        set -- "$@" "$value"
        i=$((i + 1))
    done
    get "c${k}_cwd"
    if [ -n "$value" ] && ! cd "$value" 2>/dev/null; then
        fatal "there is no working directory $value"
        return 0
    fi
    attempt "$@"
}

# with_environment NAME=VALUE... -- PROGRAM ARGUMENTS...: no variable of this shell is used once the first is set, and no
# value is on a command line.
with_environment() {
    while [ "$1" != -- ]; do
        # shellcheck disable=SC2163
        export "$1"
        shift
    done
    shift
    exec "$@"
}

# ---- all containers, seen from here -------------------------------------------------------------------------------
# signal K NAME
signal() {
    [ -r "$box/runner/$1/pid" ] || return 1
    read -r pid <"$box/runner/$1/pid"
    get "c${1}_mode"
    if [ "$value" = host ] && [ -e "$box/runner/$1/own-group" ]; then
        [ "$2" != KILL ] || pid=-$pid
    elif [ "$value" = host ] && [ "$2" != KILL ]; then
        # unshare does not pass signals on: its child is the one to tell ("read" says 1 here, as there is no newline)
        child=
        read -r child </proc/"$pid"/task/"$pid"/children || :
        pid=${child%% *}
        [ -n "$pid" ] || return 1
    fi
    kill -s "$2" -- "$pid" 2>/dev/null
}

# Is there an application below this process yet? Before, there are Apptainer's own processes only (60 ms to minutes).
has_application() {
    generation=$1
    for depth in 1 2 3 4 5; do
        [ "$depth" = 1 ] || for child in $generation; do
            ! grep -qz '^APPTAINER_ENVIRONMENT=\|^SINGULARITY_ENVIRONMENT=' /proc/"$child"/environ 2>/dev/null || return 0
        done
        next=
        for child in $generation; do
            children=
            # "read" says 1 here, as there is no newline
            [ ! -r "/proc/$child/task/$child/children" ] || read -r children <"/proc/$child/task/$child/children" || :
            next="$next $children"
        done
        generation=$next
    done 2>/dev/null
    return 1
}

# not_started K CODE REASON
not_started() {
    get "c${1}_name"
    note "$value" "$3"
    frame exit "$value" "$2${stop_ms:+ Stopped}"
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
    "$program" -q "$verb" "$dir/image.sif" "$image" >"$dir/fetch.log" 2>&1 </dev/null &
    fetching=$!
    [ -z "$stop_ms" ] || kill -KILL "$fetching" 2>/dev/null
    await "$fetching"
    fetching=
    if [ -n "$stop_ms" ]; then not_started "$k" 143 "stopped while fetching the image $image"; return 1; fi
    if [ "$code" = 0 ] && [ -e "$dir/image.sif" ]; then image=$dir/image.sif; return 0; fi
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

launch() {
    k=$1 dir=$box/runner/$1
    get "image_$k"; image=$value
    (run_container) >/dev/null &
    eval "shell_$k=$!"
    running="$running $k"
}

# round: one look at every running container; what it has to say is written.
round() {
    more='' news='' ended=''
    set --
    for k in $running; do
        dir=$box/runner/$k
        get "shell_$k"
        alive=; [ ! -e "/proc/$value/exe" ] || alive=1
        if [ -e "$dir/exit" ]; then
            get "waits_$k"
            # What still holds the pipe 20 rounds after the end holds it for ever.
            if [ -e "$dir/eof" ] || [ "$value" -ge 20 ]; then ended="$ended $k "; else news=1; eval "waits_$k=$((value + 1))"; fi
        elif [ -z "$alive" ]; then
            printf '137 %s\n' "$(now)" >"$dir/exit"
            ended="$ended $k "
        fi
        [ -z "$stop_ms" ] || stop "$k"
        set -- "$@" "$dir/log"
    done
    # One stat for all: a process per container and round would cost more than all the rest.
    sizes=$(stat -c %s "$@")
    ms=
    for k in $running; do
        dir=$box/runner/$k size=${sizes%%
*}      sizes=${sizes#*
}
        look_at "$k"
    done
}

# stop K: TERM once, KILL when the grace is over.
stop() {
    get "told_$1"
    case $value in
        '') ! signal "$1" TERM || eval "told_$1=TERM" ;;
        TERM)
            [ "$(now)" -lt $((stop_ms + ${grace:-30} * 1000)) ] || { signal "$1" KILL; eval "told_$1=KILL"; } ;;
    esac
}

# look_at K: start, then log, then exit. Nothing is shipped before it is known that the application has started:
# what is in the log before is Apptainer's.
look_at() {
    get "c${1}_name"; name=$value
    get "started_$1"
    if [ -z "$value" ]; then
        begin_if_started "$1" || { case $ended in *" $1 "*) end_unstarted "$1" ;; *) starting=1 ;; esac; return 0; }
    fi
    get "offset_$1"; offset=$value
    if [ "$offset" -lt "$size" ]; then
        length=$((size - offset))
        [ "$length" -le 1048576 ] || { length=1048576; more=1; }
        printf '@%s log %s %s\n' "${ms:=$(now)}" "$name" "$length"
        dd if="$dir/log" bs=1M iflag=skip_bytes,count_bytes skip="$offset" count="$length" status=none
        printf '\n'
        offset=$((offset + length)) news=1
        eval "offset_$1=$offset"
        # What has been shipped need not stay on the node's disk; where holes cannot be made, it stays.
        [ "$length" -lt 1048576 ] || fallocate -p -o 0 -l "$offset" "$dir/log" 2>/dev/null || :
    fi
    case $ended in
        *" $1 "*) [ "$offset" -lt "$size" ] || end_started "$1" ;;
    esac
}

begin_if_started() {
    case $ended in
        *" $1 "*)
            read -r code at <"$dir/exit"
            ! never_started "$code" "$dir" || return 1
            at=
            [ ! -s "$dir/began" ] || read -r at <"$dir/began"
            # Told to stop while Apptainer set things up: it says 2 then, of its own.
            [ -z "$stop_ms" ] || [ "$size" != 0 ] || [ "$code" != 2 ] || printf '143 %s\n' "$(now)" >"$dir/exit" ;;
        *)
            [ -r "$dir/pid" ] || return 1
            read -r pid <"$dir/pid"
            at=$(now)
            get "c${1}_mode"
            [ "$value" = host ] || has_application "$pid" ||
                { [ "$size" != 0 ] && [ "$(head -c 9 "$dir/log")" != 'FATAL:   ' ]; } || return 1 ;;
    esac
    [ -n "$at" ] || at=$(now)
    eval "started_$1=$at"
    frame start "$name" '' "$at"
}

end_unstarted() {
    reason=$(reason_in "$dir/log")
    case $reason in
        'stat '*'no such file'*|*'executable file not found'*) code=127 ;;
        *'permission denied'*|'is a directory') code=126 ;;
        *) code=128 ;;
    esac
    not_started "$1" "$code" "the container could not be started: $reason"
    no_longer_runs "$1"
}

end_started() {
    read -r code at <"$dir/exit"
    get "started_$1"
    [ "$at" -ge "$value" ] || at=$value
    frame exit "$name" "$code${stop_ms:+ Stopped}" "$at"
    eval "code_$1=$code"
    no_longer_runs "$1"
}

no_longer_runs() {
    [ ! -e "$dir/own-group" ] || signal "$1" KILL || :
    rest=
    for other in $running; do [ "$other" = "$1" ] || rest="$rest $other"; done
    running=$rest news=1
}

# run_all FIRST LAST: prepares, starts together, and watches until none runs.
run_all() {
    ready='' k=$1
    while [ "$k" -le "$2" ]; do
        next_k=$((k + 1))
        [ -n "$stop_ms" ] || ! prepare "$k" || ready="$ready $k"
        k=$next_k
    done
    [ -z "$stop_ms" ] || ready=
    for k in $ready; do launch "$k"; done
    quiet=0
    while [ -n "$running" ]; do
        starting=
        round
        [ -n "$running" ] || break
        [ -z "$more" ] || continue
        quiet=$((quiet + 1))
        [ -z "$news" ] || quiet=0
        # An ending container wakes this shell (USR1); so long rounds delay log lines only.
        if [ -n "$starting" ] && [ "$quiet" -lt 60 ]; then pause=0.05
        elif [ -n "$stop_ms" ] || [ "$quiet" -lt 40 ]; then pause=0.25
        else pause=1
        fi
        sleep "$pause" >/dev/null 2>&1 &
        nap=$!
        wait "$nap" || kill "$nap" 2>/dev/null
    done
}

# ---- a pod -----------------------------------------------------------------------------------------------------------
read -r run_id </proc/sys/kernel/random/uuid
frame run - "$(now).$$.$run_id"
case ${1-} in
    /*) ;;
    *) set -- "./${1-plan}" ;;
esac
[ -r "$1" ] || { note - "there is no plan $1"; finish 125; }
# shellcheck source=/dev/null
. "$1"
[ "${plan_version-}" = 1 ] || { note - "this runner does not know plans of version ${plan_version-}"; finish 125; }
mkdir -p runner/tmp
clean_environment
run_command_prefix
find_program
last=$((containers_init + containers_main))
problem=$(make_volumes) || { note - "$problem"; finish 125; }

k=1
while [ "$k" -le "$containers_init" ] && [ -z "$stop_ms" ]; do
    this=$k
    run_all "$this" "$this"
    get "code_$this"
    [ "${value:-0}" = 0 ] || finish "$value"
    k=$((this + 1))
done
[ -n "$stop_ms" ] || run_all "$k" "$last"

k=1 result=0
while [ "$k" -le "$last" ]; do
    get "code_$k"
    # Stopped before it could run: not a success, whatever the others said.
    [ -n "$value" ] || value=143
    [ "$value" = 0 ] || result=$value
    k=$((k + 1))
done
finish "$result"
