# ---- 53-network.sh ----
# Makes the HTTP requests and connections of probes and hooks, and describes their results.
#
# Offers: answered() handle_http() handle_tcp()
# Reads:  each_of() get() read_clock() asked clock dir k limit value which
# Sets:   answer
# Plan:   cK_N_header_M cK_N_headers cK_N_host cK_N_path cK_N_port cK_N_scheme

handle_http() {
    get "c${k}_${which}_scheme"; scheme=${value:-http}
    get "c${k}_${which}_host"; host=${value:-127.0.0.1}
    get "c${k}_${which}_port"; port=$value
    get "c${k}_${which}_path"; path=/${value#/}
    # A line break would begin a new line of curl's settings.
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
        # A hook does not need success: any status shows that the request has arrived.
        post*:[1-9]??|pre*:[1-9]??) answer=ok ;;
        *:[1-9]??) answer="failed HTTP status $status" ;;
        *) answer="failed ${why:-no answer from $host:$port}" ;;
    esac
}

# ask_by_curl: passes the request on standard input. A header may be a secret, and every user of the node can read command lines.
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
    get "c${k}_${which}_headers"
    each_of "c${k}_${which}_header" "${value:-0}" printf '%s\n'
}

ask_by_bash() {
    # shellcheck disable=SC2016
    status=$(
        {
            printf 'GET %s HTTP/1.0\r\nUser-Agent: kube-probe/1\r\nConnection: close\r\n' "$path"
            each_header | grep -qi '^host:' || printf 'Host: %s:%s\r\n' "$host" "$port"
            each_header | sed 's/$/\r/'
            printf '\r\n'
        } | limited bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat >&3 && IFS= read -r line <&3 && printf %s "$line"' "$host" "$port" \
            2>"$dir/out.$which"
    )
    why=$(tail -n 1 "$dir/out.$which" | sed 's/^bash: *//')
    status=${status#* }
    status=${status%% *}
}

handle_tcp() {
    get "c${k}_${which}_host"; host=${value:-127.0.0.1}
    get "c${k}_${which}_port"; port=$value
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

# limited PROGRAM ARGUMENTS...: runs the program for at most $limit seconds. KILL goes to the whole process group, and so also to what
# nsenter started in the container.
limited() { if [ -n "$limit" ]; then timeout -s KILL "$limit" "$@"; else "$@"; fi; }

# answered CODE FILE: sets $answer, with words from the last line of the output. KILL need not come from the time limit, so the elapsed time
# decides. The clock has a resolution of 10 ms.
answered() {
    read_clock
    case $1 in
        0) answer=ok ;;
        137)
            answer="failed exit code 137"
            [ -z "$limit" ] || [ $((clock - asked + 10)) -lt $((limit * 1000)) ] || answer="failed no answer within $limit s" ;;
        *) answer="failed exit code $1$(tail -c 300 "$2" 2>/dev/null | tail -n 1 | sed 's/^\(.\)/: \1/')" ;;
    esac
}
