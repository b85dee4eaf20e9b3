# ---- 78-start.sh ----
# Starts containers in their turn, and again after the wait before a restart.
#
# Offers: launch() start_again()
# Reads:  due_at() end_waiting() get() is_told_to_stop() prepare() run_container() tell_back_off() without() box clock
#         closing due_K image_K rest restarting running value waiting
# Sets:   dir image k news over_K running shell_K waiting

# launch K: starts the background shell of a container.
launch() {
    k=$1 dir=$box/runner/$1
    get "image_$k"; image=$value
    (run_container) >/dev/null 6<&- 8<&- &
    eval "shell_$k=$!"
    running="$running $k"
}

# start_again: starts the containers whose wait is over. A fetch during this calls turn, which must not call start_again recursively.
start_again() {
    [ -z "$restarting" ] || return 0
    restarting=1
    # shellcheck disable=SC2086
    set -- $waiting
    while [ "$#" != 0 ]; do
        get "due_$1"
        if is_told_to_stop || [ -n "$closing" ]; then
            no_longer_waits "$1"
            end_waiting "$1"
            eval "over_$1=1"
        elif [ "$clock" -ge "$value" ]; then
            no_longer_waits "$1"
            ! prepare "$1" || launch "$1"
            news=1
        else
            due_at "$value"
            tell_back_off "$1"
        fi
        shift
    done
    restarting=
}

no_longer_waits() { without "$1" "$waiting"; waiting=$rest; }
