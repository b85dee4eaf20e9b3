#!/bin/sh
# ---- 10-stream.sh ----
# Begins the program: the shell's settings, the runner's state, and the frames of the stream. The program is "runner.sh PLAN", the
# executable of every job. It runs a pod's containers and reports on its standard output what happens. The plan and the stream are described
# in docs/runner-stream.md, the parts in src/Runner/README.md. It needs a POSIX shell (dash, bash), coreutils, util-linux, tar, awk, and
# Apptainer unless all containers run in host mode.
#
# Offers: forget_all() frame() line_frame() note() now() quoted() warn()
# Sets:   any_image any_started box closing containers_init containers_main entrances_known env_prefix expired
#         holding_works leaves_trace overlay_works quiet restarting root_ids root_way running stop_clock stopped
#         storage_busy storage_due storage_warned time_offset version version_code waiting words

# shellcheck disable=SC2317 # what traps call is reached
set -u
umask 077
box=$(pwd -P)

# forget_all: resets the runner's state to its beginning. It is called again after the lines of the site and the pod have run in this shell,
# because those lines may use the same names.
forget_all() {
    env_prefix=APPTAINERENV_ containers_init=0 containers_main=0
    version='' version_code='' any_image='' any_started='' leaves_trace=''
    overlay_works='' holding_works='' root_ids='' root_way=''
    stopped='' expired='' stop_clock='' storage_busy='' storage_warned='' storage_due=0
    running='' waiting='' closing='' restarting='' quiet=0
    entrances_known='' time_offset=''
}
forget_all

# now: prints the time in milliseconds. Only for $(now): exec saves a process there.
now() { exec date +%s%3N; }

# frame KIND CONTAINER TEXT [MS]: writes a frame. The text is ASCII, so it has as many bytes as characters.
frame() { printf '@%s %s %s %s\n%s\n' "${4:-$(now)}" "$1" "$2" "${#3}" "$3"; }

# note CONTAINER WORDS: writes one line of UTF-8. wc counts the bytes, because ${#x} counts characters in some shells.
note() { line_frame note "$1" "$2"; }

# warn CONTAINER WORDS: reports that the pod does not get what it asked for. A warning is never the cause of an end.
warn() { line_frame warning "$1" "$2"; }

# line_frame KIND CONTAINER WORDS: writes a frame of one line of at most 2000 bytes.
line_frame() {
    words=$(printf %s "$3" | tr -s '\000-\037' ' ' | head -c 2000)
    printf '@%s %s %s %s\n%s\n' "$(now)" "$1" "$2" "$(($(printf %s "$words" | wc -c)))" "$words"
}

# quoted TEXT: prints the text as it must be written between single quotes in a shell line.
quoted() { printf %s "$1" | sed "s/'/'\\\\''/g"; }
