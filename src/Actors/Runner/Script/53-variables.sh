# ---- the variables of a container --------------------------------------------------------------------------------------
# A variable can make a program load code (LD_PRELOAD, GCONV_PATH, LOCPATH, BASH_ENV ...), and the pod's variables, as those of its image, are not to be
# trusted with the node's programs. So they are never set in this shell, nor in any program of the node: what runs in the container gets them there,
# and nowhere on a command line, which everybody on the node can read.

# remember_variables K PID: those that the application began with (it may write over its own), for the commands of probes and hooks.
remember_variables() {
    for handler in startup readiness liveness poststart prestop; do
        get "c${1}_${handler}_type"
        [ "$value" != exec ] || { cat "/proc/$2/environ" >"$box/runner/$1/environ" 2>/dev/null; return; }
    done
}

# Are they still what the application's process shows?
are_variables_intact() {
    sums=$(cksum "$dir/environ" "/proc/$app/environ" 2>/dev/null) || return 1
    now_seen=${sums#*
}
    [ "${sums%% /*}" = "${now_seen%% /*}" ]
}

# find_first_folder: sets $where, the working directory that the application began in
find_first_folder() { where=$(LC_ALL=C sed -n -z '/^PWD=/{s///p;q}' "$dir/environ" 2>/dev/null | tr -d '\000'); }

# write_lines: $dir/lines is what "sh -s -- FOLDER COMMAND..." reads: it goes to the folder, sets the variables, and becomes the command. What the image
# gave comes from the process, what the pod gave from the plan. Some names are read-only or numeric in some shells, and would end it.
write_lines() {
    [ ! -e "$dir/lines" ] || return 0
    {
        # shellcheck disable=SC2016
        printf '%s\n' '[ -z "$1" ] || cd "$1" 2>/dev/null || :' shift
        {
            [ ! -e "$dir/environ" ] || cat "$dir/environ"
            get "c${k}_envs"; n=${value:-0} i=1
            while [ "$i" -le "$n" ]; do
                get "c${k}_env_$i"
                printf '%s\0' "$value"
                i=$((i + 1))
            done
        } | LC_ALL=C sed -z -e '/^[A-Za-z_][A-Za-z0-9_]*=/!d' -e '/^\(UID\|EUID\|PPID\|BASHOPTS\|SHELLOPTS\|BASH_VERSINFO\|OPTIND\)=/d' \
            -e "s/'/'\\\\''/g" -e "s/=\(.*\)\$/='\1'/" -e 's/^/export /' | tr '\000' '\n'
        # shellcheck disable=SC2016
        printf '%s\n' 'exec "$@" </dev/null'
    } >"$dir/lines.${which-}"
    mv "$dir/lines.${which-}" "$dir/lines"
}
