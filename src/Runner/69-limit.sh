# ---- 69-limit.sh ----
# Keeps a container's log below the site's limit. A stream only grows, so excess bytes are never sent. The first seven eighths of $log_limit
# are sent as they come. From then on only the newest bytes of the log are sent, each minute and when the container ends, in parts that are
# small compared with what is left of the limit. A line says how much was dropped. So a log that is too long shows its beginning, samples,
# and its end.
#
# Offers: keep_to_limit()
# Reads:  frame() get() clock dir ended left_K length name offset size value
# Sets:   left length news offset
# Plan:   log_limit sample_ms

# keep_to_limit K: reduces $length, the number of bytes from $offset to $size, to the number that may be sent now. $offset may move forward.
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

# keep_newest BYTES: drops all but the newest bytes. The log continues at the beginning of a line, if there is one.
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

# forget_but BYTES: frees disk space of bytes that will not be sent. The last byte that was sent stays, because keep_newest checks whether
# it ended a line.
forget_but() {
    [ "$length" -lt $(($1 + 1048576)) ] || fallocate -p -o "$offset" -l $((length - $1 - 4096)) "$dir/log" 2>/dev/null || :
}

bytes_at() { dd if="$dir/log" bs=64K iflag=skip_bytes,count_bytes skip="$1" count="$2" status=none; }
