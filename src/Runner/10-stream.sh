#!/bin/sh
# runner.sh PLAN -- the program of every job: runs a pod's containers and tells what happens on its standard output.
# The plan and the stream are described in docs/runner-stream.md.
# Needs: a POSIX shell (dash, bash), coreutils, util-linux, tar, awk; Apptainer unless all is "host".
#
# Two shells: the first only waits and hears the signals (90-pod.sh); its child does the work, takes every decision and is the only
# one that writes to stdout. Each container has a background shell of its own, which leaves its news in files of $box/runner/K:
#   log (what it wrote)  began (ms)  pid  exit ("CODE MS")  eof (nobody can write to the log any more)
# So do probes and hooks (54-handlers.sh). All of it is of one attempt: a restart begins with new files.
# The worker has no traps that matter: a trap that strikes bash 5.2 in the midst of a $(...) breaks the script (seen).
#
# All variables of a shell are global: numbers of containers are k, of their parts i; "$value" is what get() found.
# shellcheck disable=SC2317 # what traps call is reached
set -u
umask 077
box=$(pwd -P)

# What this shell knows of the pod: once more after lines of the site and the pod have been run in it.
forget_all() {
    program='' env_prefix=APPTAINERENV_ containers_init=0 containers_main=0
    version='' version_code='' any_image='' any_started='' unfit='' leaves_trace=''
    stopped='' expired='' storage_busy='' storage_warned='' storage_due=0 stop_clock='' running='' waiting='' closing='' restarting='' quiet=0 root_ids='' root_way=''
}
forget_all

# ---- the stream ------------------------------------------------------------------------------------------------------
now() { date +%s%3N; }

# frame KIND CONTAINER TEXT [MS]: the text is ASCII, so its length in characters is that in bytes
frame() { printf '@%s %s %s %s\n%s\n' "${4:-$(now)}" "$1" "$2" "${#3}" "$3"; }

# note CONTAINER WORDS: one line of UTF-8. wc counts bytes; ${#x} counts characters in some shells.
note() { line_frame note "$1" "$2"; }

# warn CONTAINER WORDS: what the pod asked for and does not get here. It is never the cause of an end.
warn() { line_frame warning "$1" "$2"; }

line_frame() {
    words=$(printf %s "$3" | tr -s '\000-\037' ' ' | head -c 2000)
    printf '@%s %s %s %s\n%s\n' "$(now)" "$1" "$2" "$(($(printf %s "$words" | wc -c)))" "$words"
}

# told_exit CONTAINER CODE [MS [WORD]]
told_exit() { is_told_to_stop; frame exit "$1" "$2${4:+ $4}${stopped:+ Stopped}${expired:+ $expired}" "${3-}"; }

# finish CODE: HTCondor drops what is still in the pipe (64 KiB) when the job exits; so what comes last is worthless.
finish() {
    is_told_to_stop
    take_back
    forget_memory_dirs
    forget_credentials
    frame end - "$1${stopped:+ Stopped}${expired:+ $expired}"
    conclude "$1"
}

# conclude CODE: "node" instead of a code: see 22-fitness.sh
conclude() {
    printf '@%s pad - 131072\n' "$(now)"
    head -c 131072 /dev/zero
    printf '\n'
    printf '%s\n' "$1" >"$box/runner/finished"
    [ "$1" != node ] || exit 125
    exit "$1"
}

get() { eval "value=\${$1-}"; }

# What stands between the single quotes of a shell line.
quoted() { printf %s "$1" | sed "s/'/'\\\\''/g"; }
