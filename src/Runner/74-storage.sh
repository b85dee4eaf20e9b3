# ---- 74-storage.sh ----
# Measures the folders that have a limit, in the background, as often as the kubelet does (10 s). A pod that has written too
# much is evicted.
#
# Offers: watch_storage()
# Reads:  can_map() due_at() get() is_over() note() wake() warn() box clock expired storage_busy storage_due
#         storage_warned value
# Sets:   expired grace
# Plan:   storage_K_counted storage_K_limit storage_K_path storage_K_words storage_ms storage_total storages

watch_storage() {
    [ "${storages:-0}" != 0 ] && [ -z "$expired" ] || return 0
    if [ -n "$storage_busy" ]; then
        # The kernel may have killed the measuring shell because memory was short. Then the next measurement begins.
        [ -e "/proc/$storage_busy/exe" ] && [ ! -e "$box/runner/usage" ] && return 0
        [ ! -e "$box/runner/usage" ] || judge_storage
        rm -f "$box/runner/usage"
        storage_busy='' storage_due=$((clock + ${storage_ms:-10000}))
    elif [ "$clock" -ge "$storage_due" ]; then
        # A "du" that outlived its shell still writes to the earlier file.
        rm -f "$box/runner/usage.new"
        (measure_storage) >"$box/runner/usage.new" 2>/dev/null </dev/null 6<&- 8<&- &
        storage_busy=$!
    fi
    [ -n "$storage_busy" ] || due_at "$storage_due"
}

# measure_storage: measures with one "du", which counts each file once. An image is named before the folder that contains it, so it does not
# count for the folder.
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
    # The kernel's folder of an overlay has no permissions, and files come and go while "du" runs. These errors are ignored.
    sed -n -e '/\/overlay\/work\/work.*Permission denied/d' -e '/No such file or directory/d' -e 's/^/! /p' -e q runner/usage.err
    mv runner/usage.new runner/usage
    wake
}

# look_into_all COMMAND...: runs the command as root of a user namespace. A pod can remove the permissions of its own folders, but this root
# can still read them, as a kubelet can, and nothing of the pod is changed. The owner of such a folder is the job's user or a mapped id.
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
            [ -n "$storage_warned" ] ||
                warn - "not all that the pod wrote can be measured, so its storage limits hold only for the rest: $path"
            storage_warned=1
            continue ;;
        esac
        i=1
        while [ "$i" -le "$storages" ]; do
            get "storage_${i}_path"
            if [ "$value" = "$path" ]; then
                get "storage_${i}_counted"
                # A container that is over no longer counts for the pod.
                case $value:$path in
                    :*) ;;
                    *:runner/*) is_over "${path#runner/}" || storage_sum=$((storage_sum + bytes)) ;;
                    *) storage_sum=$((storage_sum + bytes)) ;;
                esac
                get "storage_${i}_limit"
                [ -z "$value" ] || [ "$bytes" -le "$value" ] || {
                    get "storage_${i}_words"
                    evict "$value: $bytes bytes are used"
                    return
                }
            fi
            i=$((i + 1))
        done
    done <"$box/runner/usage"
    [ -z "${storage_total-}" ] || [ "$storage_sum" -le "$storage_total" ] ||
        evict "Pod ephemeral local storage usage exceeds the total limit of containers $storage_total: $storage_sum bytes are used"
}

# evict WORDS: ends the pod. The kubelet gives an evicted pod one second.
evict() {
    expired=Evicted grace=1
    note - "$1"
}
