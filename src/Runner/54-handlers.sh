# ---- 54-handlers.sh ----
# Runs the action of a probe or a hook in the background: a command in the container, an HTTP request, or a connection.
#
# Offers: answer_file() handle()
# Reads:  answered() are_variables_intact() find_application() find_first_folder() get() handle_http() handle_tcp()
#         has_ended() has_odd_name() is_root() read_clock() under_filter() wake() with_all() write_lines() answer
#         app_K box clock entrances_known odd_name root_way tries_K value where
# Sets:   answer app asked dir k limit value which
# Plan:   cK_N_arg_M cK_N_args cK_N_type cK_cwd cK_mode pod_hostname

# handle K WHICH SECONDS: runs the action of cK_WHICH_*, without a time limit if SECONDS is empty. The answer is the file $dir/WHICH.TRIES
# with "ok", "failed WORDS", or "skipped WORDS" if this node cannot run the action. A second line, if not empty, is a remark for the stream.
# The third line is ".": the answer is complete. The file's name contains the number of the attempt, because the next attempt may be running
# when the answer comes.
handle() {
    get "c${1}_${2}_type"
    [ "$value" != exec ] || find_entrances
    (answer "$@") >/dev/null 2>&1 </dev/null 6<&- 8<&- &
}

# find_entrances: finds the programs that enter containers. The first call finds out.
find_entrances() {
    [ -z "$entrances_known" ] || return 0
    entrances_known=1
    nsenter=$(command -v nsenter) env_program=$(command -v env) timeout_program=$(command -v timeout) entrance_options=
    [ -z "$nsenter" ] || entrance_options=$("$nsenter" --help 2>/dev/null)
}

answer() {
    k=$1 which=$2 limit=$3 remark='' dir=$box/runner/$1
    read_clock; asked=$clock
    get "c${k}_${which}_type"
    case $value in
        exec) handle_exec ;;
        http) handle_http ;;
        tcp) handle_tcp ;;
        *) answer="skipped this runner does not know the type $value" ;;
    esac
    case $answer in failed*) ! has_ended "$k" || answer=ended remark='' ;; esac
    answer_file "$k" "$which"
    printf '%s\n' "$answer" "$remark" . >"$value"
    wake
}

answer_file() { get "tries_$1"; value=$box/runner/$1/$2.${value:-0}; }

# handle_exec: runs a command in the container. No program of the node (env, timeout, nsenter) gets a variable of the container, and no
# command in a container gets a variable of the node.
# shellcheck disable=SC3013 # all shells of nodes know -ef
handle_exec() {
    until find_application "$k"; do
        # The application has ended, which is told without a probe, or has not begun.
        [ ! -e "$dir/exit" ] || { answer=ended; return 0; }
        read_clock
        if [ ! -e "$dir" ] || [ "$clock" -ge $((asked + ${limit:-60} * 1000)) ]; then
            answer="failed the container does not run"
            return 0
        fi
        sleep 0.2
    done
    get "app_$k"; app=$value
    lines=/dev/null bare=
    set --
    get "c${k}_mode"; mode=$value
    [ "$mode" = host ] || set -- "$env_program" -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    [ -z "$limit" ] || set -- "$@" "$timeout_program" -s KILL "$limit"
    if [ "$mode" = host ]; then
        [ -e "$dir/own-group" ] || set -- "$@" "$nsenter" -t "$app" -U --preserve-credentials -p -m --
        get "c${k}_cwd"
        lines=$dir/lines
        set -- "$@" /bin/sh -s -- "${value:-$box}"
    elif [ /proc/self/ns/user -ef "/proc/$app/ns/user" ]; then
        answer="skipped commands cannot be run in containers of this node, as its Apptainer makes no user namespaces"
        return 0
    else
        set -- "$@" "$nsenter" -t "$app" -U --preserve-credentials -m -p -i ${pod_hostname:+-u}
        find_first_folder
        # nsenter of util-linux 2.40 sets the application's variables itself, just before the command. With an older one the image's shell
        # sets them.
        case $entrance_options in
            *--env*) ! are_variables_intact || bare=no ;;
        esac
        if [ "$bare" = no ]; then set -- "$@" --env ${where:+"--wdns=$where"} --
        elif has_shell "$@"; then
            write_lines
            lines=$dir/lines
            set -- "$@" -- /bin/sh -s -- "$where"
        else
            bare=yes
            case $where:$entrance_options in /*--wdns*) set -- "$@" "--wdns=$where" ;; esac
            set -- "$@" --
        fi
    fi
    # The filter of an emulated root applies only to the application and its children, so this command needs it too.
    [ "$mode" = host ] || [ "$root_way" != emulated ] || ! is_root "$k" || set -- under_filter '' "$@"
    get "c${k}_${which}_args"
    with_all "c${k}_${which}_arg" "${value:-0}" "$@" <"$lines" >"$dir/out.$which" 2>&1
    answered $? "$dir/out.$which"
    [ "$lines" = /dev/null ] || ! has_odd_name || remark="without the variable $odd_name and others that a shell cannot set"
    [ "$bare" != yes ] ||
        remark="without the container's variables: this node's nsenter cannot read them (util-linux 2.40 can), nor has the image a /bin/sh"
}

# has_shell WORDS...: true if this nsenter command can run a shell of the image. Only "no such program" counts; the probe itself reports
# other failures.
has_shell() {
    [ ! -e "$dir/shell" ] || return 0
    [ ! -e "$dir/no-shell" ] || return 1
    "$@" -- /bin/sh -c : </dev/null >/dev/null 2>&1
    case $? in
        0) : >"$dir/shell" ;;
        126|127) : >"$dir/no-shell"; return 1 ;;
    esac
}
