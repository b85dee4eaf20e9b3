# ---- the variables of a container --------------------------------------------------------------------------------------
# A variable can make a program load code (LD_PRELOAD, GCONV_PATH, LOCPATH, BASH_ENV ...). So no program of the node, this shell included,
# ever has a variable of the pod or of its image. They are set in the container, by the last program before the command.
# They are on no command line either: everybody on the node can read those.

# remember_variables K PID: saves the variables that the application began with, for probes and hooks. Later it may write over them.
remember_variables() {
    for handler in startup readiness liveness poststart prestop; do
        get "c${1}_${handler}_type"
        [ "$value" != exec ] || { cat "/proc/$2/environ" >"$box/runner/$1/environ" 2>/dev/null; return; }
    done
}

# Does the application's process still show the variables that it began with?
are_variables_intact() {
    sums=$(cksum "$dir/environ" "/proc/$app/environ" 2>/dev/null) || return 1
    now_seen=${sums#*
}
    [ "${sums%% /*}" = "${now_seen%% /*}" ]
}

# find_first_folder: sets $where, the working directory that the application began in
find_first_folder() { get "cwd_$k"; where=${value:-/}; }

# Names that dash or bash keeps for itself, as a list for sed. The first of them no program gets from such a shell as they were set: the
# assignment fails, ends the shell, or is changed on the way. The others are like any name after "unset".
names_of_shells='UID\|EUID\|PPID\|OPTIND\|SHLVL\|_\|BASHOPTS\|SHELLOPTS\|BASH_VERSINFO\|PIPESTATUS'
names_of_shells="$names_of_shells\\|BASH_ARGC\\|BASH_ARGV\\|BASH_LINENO\\|BASH_SOURCE"
names_until_unset='RANDOM\|SRANDOM\|SECONDS\|LINENO\|HISTCMD\|EPOCHSECONDS\|EPOCHREALTIME\|BASHPID\|BASH_COMMAND\|BASH_SUBSHELL'
names_until_unset="$names_until_unset\\|BASH_MONOSECONDS\\|BASH_TRAPSIG\\|GROUPS\\|DIRSTACK\\|FUNCNAME\\|BASH_ALIASES\\|BASH_CMDS"

# write_lines: writes $dir/lines, which "sh -s -- FOLDER COMMAND..." reads: that shell goes to the folder, sets the variables, and becomes
# the command. What the job was given comes first; the image's variables come from the process, the pod's from the plan. sed leaves out
# names that no shell can set, and those that shells keep for themselves.
write_lines() {
    [ ! -e "$dir/lines" ] || return 0
    {
        # shellcheck disable=SC2016
        printf '%s\n' '[ -z "$1" ] || cd "$1" 2>/dev/null || :' shift
        {
            with_given printf '%s\0'
            [ ! -e "$dir/environ" ] || cat "$dir/environ"
            get "c${k}_envs"; n=${value:-0} i=1
            while [ "$i" -le "$n" ]; do
                get "c${k}_env_$i"
                printf '%s\0' "$value"
                i=$((i + 1))
            done
        } | LC_ALL=C sed -z -e '/^[A-Za-z_][A-Za-z0-9_]*=/!d' -e "/^\($names_of_shells\)=/d" \
            -e "s/'/'\\\\''/g" -e "s/=\(.*\)\$/='\1'/" -e 's/^/export /' -e "s/^export \($names_until_unset\)=/unset \1; &/" |
            tr '\000' '\n'
        # shellcheck disable=SC2016
        printf '%s\n' 'exec "$@" </dev/null'
    } >"$dir/lines.${which-}"
    mv "$dir/lines.${which-}" "$dir/lines"
}
