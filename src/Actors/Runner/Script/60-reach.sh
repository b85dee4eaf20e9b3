# ---- the processes of a container, from outside ----------------------------------------------------------------------
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
