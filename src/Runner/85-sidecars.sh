# ---- sidecars: init containers that go on beside the containers ------------------------------------------------------
begin_sidecar() {
    begin_all "$1" "$1"
    watch_until has_been_up "$1"
}

# One whose image was given up will never be.
has_been_up() {
    get "was_up_$1"
    [ -n "$value" ] || is_over "$1" || is_told_to_stop
}

is_over() { get "over_$1"; [ -n "$value" ]; }

# When all others are over, the last sidecar is told first, and waited for; nothing is started again.
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
