#!/bin/sh
# Stands in front of a condor tool. A token TOOL.FAULT.N in the folder tokens says what goes wrong this time; exactly one call takes it.
unset LD_PRELOAD # the clock that is stepped is the sidecar's
tool=${0##*/} home=${0%/*}/..
real=$(cat "$home/real")/$tool fault='' taken=''
# A node's network has no way to the scheduler, which is where the run is.
if [ -n "${CHAOS_NETWORK:-}" ]; then
    network=$CHAOS_NETWORK
    unset CHAOS_NETWORK
    exec nsenter --net="$network" -- "$0" "$@"
fi
for token in "$home/tokens/$tool".*; do
    [ -e "$token" ] || break
    mv "$token" "$home/taken/" 2>/dev/null || continue
    fault=${token##*/"$tool".} fault=${fault%.*} taken=$home/taken/${token##*/}
    break
done
# Or the file broken/TOOL says what goes wrong every time.
[ -n "$fault" ] || [ ! -e "$home/broken/$tool" ] || fault=$(cat "$home/broken/$tool")
case $fault in
    slow) sleep 2; exec "$real" "$@";;
    stuck) exec sleep 60;;
    killed) kill -9 $$;;
    refused) echo "chaos: no" >&2; exit 1;;
    odd) "$real" "$@" >/dev/null 2>&1; exit 77;;
    garbage) cat >/dev/null; head -c 3000 /dev/urandom;;
    half) "$real" "$@" | head -c 3;;
    nothing) cat >/dev/null;;
    lost) "$real" "$@" >/dev/null 2>&1; exit 1;;
    outlives)
        # The real one does its work seconds later, when nobody waits for it any more.
        cat >"$home/late.$$"
        # shellcheck disable=SC2016  # they belong to the inner shell
        setsid --fork sh -c 'exec <"$1"; rm -f "$1"; shift; sleep 3; exec "$@"' sh "$home/late.$$" "$real" "$@" >/dev/null 2>&1
        exit 1;;
    stale)
        # What was true seconds ago.
        "$real" "$@" >"$taken.answer"; code=$?
        sleep 3
        cat "$taken.answer"
        exit $code;;
    waits)
        # Nobody hears of the real one any more; it does its work when it is told to.
        cat >"$taken.part" && mv "$taken.part" "$taken.said"
        # shellcheck disable=SC2016  # they belong to the inner shell
        setsid --fork sh -c '
            exec <"$1.said"
            until [ -e "$1.go" ]; do [ -e "$1.said" ] || exit; sleep 0.1; done
            shift
            exec "$@"' sh "$taken" "$real" "$@" >/dev/null 2>&1
        exec sleep 60;;
    *) exec "$real" "$@";;
esac
