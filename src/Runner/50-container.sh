# ---- 50-container.sh ----
# Runs one container in a background shell of its own, from fresh files to its last byte of output.
#
# Offers: begin_attempt() run_container()
# Reads:  await() compose() enter_outer() fetch_message() get() make_message_file() make_part() never_started()
#         outer_of() plan_holds() remove_tree() run_on_host() wake() box code cwd_K dir held_K inner is_marked k outer
#         outermost reader tree_K value whole
# Sets:   app_K cwd_inner cwd_outer dir inner k kill_at_K least_K make_cwd offset_K oom_K outer outlived_K over_K
#         probes_K ready_K started_K told_K up_K waits_K
# Plan:   cK_mode

# begin_attempt K: prepares fresh files for an attempt; the image stays. The files of the last attempt are removed in the background. The
# background shell of a container writes its results to files in $box/runner/K, and so do probes and hooks:
#   log (what it wrote)  began (ms)  pid  exit ("CODE MS")  eof (nobody can write to the log any more)
begin_attempt() {
    k=$1 dir=$box/runner/$1
    if [ -e "$dir/log" ]; then
        get "begun_$k"; old=$dir/old.$value
        mkdir "$old"
        for file in "$dir"/*; do
            case ${file##*/} in image.sif*|fetch*|old.*) ;; *) mv "$file" "$old/" ;; esac
        done
        (remove_tree "$old") >/dev/null 2>&1 6<&- 8<&- &
    fi
    get "begun_$k"
    eval "begun_$k=$((${value:-0} + 1))"
    mkdir -p "$dir/home" "$dir/overlay/work"
    mkdir -m 0755 "$dir/overlay/upper"
    mkdir -m 1777 "$dir/tmp" "$dir/vtmp"
    : >"$dir/log"
    make_message_file
    eval "offset_$k=0 started_$k='' told_$k='' kill_at_$k='' least_$k='' waits_$k=0 outlived_$k=''"
    eval "app_$k='' probes_$k='' up_$k='' ready_$k='' oom_$k='' over_$k=''"
}

run_container() {
    trap ':' TERM INT HUP
    reader=
    get "c${k}_mode"
    if [ "$value" = host ]; then run_on_host; else
        make_cwd='' is_marked=''
        plan_holds
        compose
        # A working directory that the image lacks is made, as containerd does. It is not made earlier, because a folder in the overlay
        # would hide a link of the image.
        get "cwd_$k"
        if never_started "$code" "$dir" && grep -q '^FATAL:.*set working directory' "$dir/log"; then
            wait "$reader"
            cwd=$value
            outer_of "$cwd"
            get "tree_$outermost"
            [ -z "$value" ] || outer=$outermost inner=$whole
            get "held_$outer"
            [ -z "$value" ] || make_cwd="the working directory $cwd" cwd_outer=$outer cwd_inner=$inner
            [ -n "$value" ] || (umask 022; enter_outer && make_part "$inner") && {
                # The log is not truncated, because the worker may already have read its length.
                stat -c %s "$dir/log" >"$dir/skip.new"
                mv "$dir/skip.new" "$dir/skip"
                compose
            }
        fi
        # A container that was refused before its start has no message.
        [ -z "$is_marked" ] || fetch_message
    fi
    mv "$dir/exit.new" "$dir/exit"
    wake
    [ -z "$reader" ] || await "$reader"
    : >"$dir/eof"
    wake
}
