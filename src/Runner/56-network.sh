# ---- HTTP requests and connections -----------------------------------------------------------------------------------
handle_http() {
    get "${prefix}_scheme"; scheme=${value:-http}
    get "${prefix}_host"; host=${value:-127.0.0.1}
    get "${prefix}_port"; port=$value
    get "${prefix}_path"; path=/${value#/}
    # A line break in it would be a line of curl's settings.
    case $scheme:$host:$port:$path in
        http:*|https:*) ;;
        *) answer="failed $scheme is neither http nor https"; return 0 ;;
    esac
    case $host$port$path in *[[:cntrl:]]*) answer="failed a control character is in the host or the path"; return 0 ;; esac
    if command -v curl >/dev/null; then ask_by_curl; elif [ "$scheme" != http ] || ! command -v bash >/dev/null; then
        answer="skipped there is no curl on this node for $scheme"
        return 0
    else ask_by_bash; fi
    case $which:$status in
        *:2??|*:3??) answer=ok ;;
        # A hook has been heard, whatever is answered.
        post*:[1-9]??|pre*:[1-9]??) answer=ok ;;
        *:[1-9]??) answer="failed HTTP status $status" ;;
        *) answer="failed ${why:-no answer from $host:$port}" ;;
    esac
}

# What is asked for is given by standard input: a header may be a secret, and a command line is no place for one.
ask_by_curl() {
    case $host in *:*) host="[$host]" ;; esac
    status=$(
        {
            printf 'url = "%s"\nuser-agent = "kube-probe/1"\n' "$(in_curl_quotes "$scheme://$host:$port$path")"
            each_header | while IFS= read -r header; do printf 'header = "%s"\n' "$(in_curl_quotes "$header")"; done
        } | curl -q -s -S -g -k ${limit:+-m "$limit"} --noproxy '*' -o /dev/null -w '%{http_code}' -K - 2>"$dir/out.$which"
    )
    why=$(tail -n 1 "$dir/out.$which" | sed 's/^curl: //')
}

in_curl_quotes() { printf %s "$1" | sed 's/[\\"]/\\&/g'; }

each_header() {
    get "${prefix}_headers"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do get "${prefix}_header_$i"; printf '%s\n' "$value"; i=$((i + 1)); done
}

ask_by_bash() {
    # shellcheck disable=SC2016
    status=$(
        {
            printf 'GET %s HTTP/1.0\r\nUser-Agent: kube-probe/1\r\nConnection: close\r\n' "$path"
            each_header | grep -qi '^host:' || printf 'Host: %s:%s\r\n' "$host" "$port"
            each_header | sed 's/$/\r/'
            printf '\r\n'
        } | limited bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat >&3 && IFS= read -r line <&3 && printf %s "$line"' "$host" "$port" 2>"$dir/out.$which"
    )
    why=$(tail -n 1 "$dir/out.$which" | sed 's/^bash: *//')
    status=${status#* }
    status=${status%% *}
}

handle_tcp() {
    get "${prefix}_host"; host=${value:-127.0.0.1}
    get "${prefix}_port"; port=$value
    if command -v bash >/dev/null; then
        # shellcheck disable=SC2016
        limited bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$host" "$port" >"$dir/out.$which" 2>&1
        answered $? "$dir/out.$which"
    elif command -v curl >/dev/null; then
        case $host in *:*) host="[$host]" ;; esac
        case $(curl -q -s -g ${limit:+-m "$limit"} --noproxy '*' -o /dev/null -w '%{time_connect}' "telnet://$host:$port") in
            0|0.0*[!0]*|0.*[1-9]*|[1-9]*) answer=ok ;;
            *) answer="failed no connection to $host:$port" ;;
        esac
    else answer="skipped there is neither bash nor curl on this node for connections"
    fi
}
