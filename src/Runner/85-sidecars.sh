# ---- 85-sidecars.sh ----
# Runs sidecar containers: init containers that keep running beside the main containers and end after them.
#
# Offers: begin_sidecar() close_sidecars()
# Reads:  are_over() begin_all() get() is_over() is_told_to_stop() let_end() read_clock() watch_until() clock
#         containers_init grace shell_K value was_up_K
# Sets:   closing
# Plan:   cK_sidecar

begin_sidecar() {
    begin_all "$1" "$1"
    watch_until has_been_up "$1"
}

# has_been_up K: true if the sidecar container has been up, or will not be. (A container whose image was given up is over.)
has_been_up() {
    get "was_up_$1"
    [ -n "$value" ] || is_over "$1" || is_told_to_stop
}

# close_sidecars: ends the sidecar containers one after the other, the last one first, when all others are over. Nothing is started again.
close_sidecars() {
    closing=none
    read_clock
    close_at=$((clock + ${grace:-30} * 1000))
    this=$containers_init
    while [ "$this" -ge 1 ]; do
        get "c${this}_sidecar"; sidecar=$value
        get "shell_$this"
        if [ -n "$sidecar" ] && [ -n "$value" ]; then
            closing=$this
            let_end "$this" "$close_at"
            watch_until are_over "$this" "$this"
        fi
        this=$((this - 1))
    done
}
