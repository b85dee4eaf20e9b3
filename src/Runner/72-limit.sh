# ---- what a log may take of the submit side's disk -------------------------------------------------------------------
# A stream is only ever added to, so what is too much is never sent. All of $log_limit but an eighth is sent as it comes. From then on
# a container gets what is small beside what is left of it, and of that the newest, after a line that says what was dropped: each
# minute, and when it ends. So a log that is too long shows its beginning, now and then what is new, and its end.

# keep_to_limit K: $length is what there is from $offset to $size; it becomes what may be sent now, and $offset may go forward.
keep_to_limit() {
    left=
    [ "${log_limit:-0}" != 0 ] || return 0
    get "left_$1"; left=${value:-$log_limit}
    if [ "$left" -gt $((log_limit / 8)) ]; then
        [ "$length" -le $((left - log_limit / 8)) ] || length=$((left - log_limit / 8))
        eval "sample_at_$1=$((clock + ${sample_ms:-60000}))"
        return 0
    fi
    get "sample_at_$1"
    case $ended in
        *" $1 "*) keep_newest $((left / 4)) ;;
        *)  if [ "$clock" -ge "$value" ] && [ "$left" -ge 262144 ]; then
                keep_newest $((left / 256))
                eval "sample_at_$1=$((clock + ${sample_ms:-60000}))"
            else
                forget_but $((left / 4))
                length=0
            fi ;;
    esac
}

# keep_newest BYTES: what is older is dropped; the log goes on with a line's beginning, if there is one.
keep_newest() {
    [ "$length" -gt "$1" ] || return 0
    line=''
    [ "$offset" = 0 ] || [ "$(bytes_at $((offset - 1)) 1 | wc -l)" != 0 ] || line='
'
    kept=$((size - $1))
    partial=$(bytes_at "$kept" "$1" 2>/dev/null | head -n 1 | wc -c)
    [ "$partial" -ge "$1" ] || kept=$((kept + partial))
    line="${line}[$((kept - offset)) bytes were dropped here: this log is longer than the site keeps]
"
    frame log "$name" "$line"
    offset=$kept length=$((size - kept)) left=$((left - ${#line})) news=1
    [ "$left" -ge "$length" ] || left=$length
}

# forget_but BYTES: what will not be sent need not fill the node's disk either. The last byte that was sent stays: whether it ended a line is asked later.
forget_but() {
    [ "$length" -lt $(($1 + 1048576)) ] || fallocate -p -o "$offset" -l $((length - $1 - 4096)) "$dir/log" 2>/dev/null || :
}

bytes_at() { dd if="$dir/log" bs=64K iflag=skip_bytes,count_bytes skip="$1" count="$2" status=none; }
