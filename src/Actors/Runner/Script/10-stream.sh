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

# ---- the stream ------------------------------------------------------------------------------------------------------
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
