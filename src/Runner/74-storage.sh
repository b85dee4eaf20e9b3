# ---- what the pod writes on the node ---------------------------------------------------------------------------------
# As the kubelet: every 10 s the folders that have a limit are measured, in the background; a pod that has written too much is evicted.
watch_storage() {
    [ "${storages:-0}" != 0 ] && [ -z "$expired" ] || return 0
    if [ -n "$storage_busy" ]; then
        # The kernel may have killed the shell that measures, for memory: then the next one measures.
        [ -e "/proc/$storage_busy/exe" ] && [ ! -e "$box/runner/usage" ] && return 0
        [ ! -e "$box/runner/usage" ] || judge_storage
        rm -f "$box/runner/usage"
        storage_busy='' storage_due=$((clock + ${storage_ms:-10000}))
    elif [ "$clock" -ge "$storage_due" ]; then
        # A "du" that outlived its shell still writes into the file of before.
        rm -f "$box/runner/usage.new"
        (measure_storage) >"$box/runner/usage.new" 2>/dev/null </dev/null 6<&- 8<&- &
        storage_busy=$!
    fi
    [ -n "$storage_busy" ] || due_at "$storage_due"
}

# One "du" counts each file once: an image that is named before the folder it lies in is no part of that.
measure_storage() {
    cd "$box" || return
    set --
    i=1
    while [ "$i" -le "$storages" ]; do
        get "storage_${i}_path"
        for file in "$value"/image.sif* "$value"/fetch* "$value"/old.*; do
            case $value in runner/*) [ ! -e "$file" ] || set -- "$@" "$file" ;; esac
        done
        [ ! -d "$value" ] || set -- "$@" "$value"
        i=$((i + 1))
    done
    [ "$#" = 0 ] || look_into_all du -s -x -D -B 1 -- "$@" 2>runner/usage.err
    sed -n '/\/overlay\/work\/work/!{/Permission denied/{s/^/! /p;q;};}' runner/usage.err
    mv runner/usage.new runner/usage
    wake
}

# look_into_all COMMAND...: a pod can take the permissions from a folder of its own. Root of a user namespace looks into it all the same,
# as a kubelet does, and nothing of the pod is changed. What the folder's owner is there is the job's user or a mapped id.
look_into_all() {
    if [ -e "$box/runner/mapped" ] && can_map; then set -- unshare --user --map-auto --map-root-user "$@"
    elif unshare --user --map-root-user true 2>/dev/null; then set -- unshare --user --map-root-user "$@"
    fi
    LC_ALL=C "$@"
}

judge_storage() {
    storage_sum=0
    while read -r bytes path; do
        case $bytes in '!')
            [ -n "$storage_warned" ] || warn - "not all that the pod wrote can be measured, so its storage limits hold only for the rest: $path"
            storage_warned=1
            continue ;;
        esac
        i=1
        while [ "$i" -le "$storages" ]; do
            get "storage_${i}_path"
            if [ "$value" = "$path" ]; then
                get "storage_${i}_counted"
                # A container that is over does not count for the pod any more.
                case $value:$path in
                    :*) ;;
                    *:runner/*) is_over "${path#runner/}" || storage_sum=$((storage_sum + bytes)) ;;
                    *) storage_sum=$((storage_sum + bytes)) ;;
                esac
                get "storage_${i}_limit"
                [ -z "$value" ] || [ "$bytes" -le "$value" ] || { get "storage_${i}_words"; evict "$value: $bytes bytes are used"; return; }
            fi
            i=$((i + 1))
        done
    done <"$box/runner/usage"
    [ -z "${storage_total-}" ] || [ "$storage_sum" -le "$storage_total" ] ||
        evict "Pod ephemeral local storage usage exceeds the total limit of containers $storage_total: $storage_sum bytes are used"
}

# The kubelet gives an evicted pod one second.
evict() {
    expired=Evicted grace=1
    note - "$1"
}
