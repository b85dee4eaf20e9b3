# ---- 42-variables.sh ----
# Writes the variables of host mode and of probes, as lines for a shell. A variable can make a program load code (LD_PRELOAD, GCONV_PATH,
# LOCPATH, BASH_ENV ...). So no program of the node, including this shell, ever has a variable of the pod or of its image: only the last
# program before the command sets them. They are on no command line either, because every user of the node can read command lines.
#
# Offers: are_variables_intact() find_first_folder() remember_variables() write_lines()
# Reads:  each_of() get() name_what_shells_keep() with_given() app box cwd_K dir k names_of_shells names_until_unset
#         value which
# Sets:   where
# Plan:   cK_N_type cK_env_N cK_envs

# remember_variables K PID: saves the application's initial variables for probes and hooks, because the application may overwrite its own
# copy. False if the kernel shows none although there are some: the application becomes another program at this moment.
remember_variables() {
    for handler in startup readiness liveness poststart prestop; do
        get "c${1}_${handler}_type"
        [ "$value" = exec ] || continue
        # A file that cannot be read, or is no longer there, stays so.
        cat "/proc/$2/environ" >"$box/runner/$1/environ" 2>/dev/null || return 0
        [ -s "$box/runner/$1/environ" ] || has_no_variables "$2"
        return
    done
}

# has_no_variables PID: true if the variables of the process have no place in its memory: fields 50 and 51 of the stat file are the same.
has_no_variables() {
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "${48:-0}" = "${49:-0}" ] && [ "${49:-0}" != 0 ]
}

# are_variables_intact: true if the application's process still shows its initial variables.
are_variables_intact() {
    sums=$(exec cksum "$dir/environ" "/proc/$app/environ" 2>/dev/null) || return 1
    now_seen=${sums#*
}
    [ "${sums%% /*}" = "${now_seen%% /*}" ]
}

# find_first_folder: sets $where, the application's initial working directory.
find_first_folder() { get "cwd_$k"; where=${value:-/}; }

# write_lines: writes $dir/lines, which "sh -s -- FOLDER COMMAND..." reads: that shell enters the folder, sets the variables, and becomes
# the command by exec. HTCondor's variables of the job come first. The image's variables come from the process, the pod's from the plan. sed
# leaves out names that a shell cannot set, or uses itself.
write_lines() {
    [ ! -e "$dir/lines" ] || return 0
    name_what_shells_keep
    {
        # shellcheck disable=SC2016
        printf '%s\n' '[ -z "$1" ] || cd "$1" 2>/dev/null || :' shift
        {
            with_given printf '%s\0'
            [ ! -e "$dir/environ" ] || cat "$dir/environ"
            get "c${k}_envs"
            each_of "c${k}_env" "${value:-0}" printf '%s\0'
        } | LC_ALL=C sed -z -e '/^[A-Za-z_][A-Za-z0-9_]*=/!d' -e "/^\($names_of_shells\)=/d" \
            -e "s/'/'\\\\''/g" -e "s/=\(.*\)\$/='\1'/" -e 's/^/export /' -e "s/^export \($names_until_unset\)=/unset \1; &/" |
            tr '\000' '\n'
        # shellcheck disable=SC2016
        printf '%s\n' 'exec "$@" </dev/null'
    } >"$dir/lines.${which-}"
    mv "$dir/lines.${which-}" "$dir/lines"
}
