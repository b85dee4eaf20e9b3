# ---- 12-names.sh ----
# Reads variables whose names are made at run time, such as code_1 and c1_name, singly and as lists. Every list of the
# plan (arguments, variables, options ...) is read here.
#
# Offers: each_of() get() is_on_host() is_over() some_of() with_all()
# Reads:  over_K
# Sets:   value
# Plan:   cK_mode

# get NAME: sets $value to the variable's value, or to the empty string.
get() { eval "value=\${$1-}"; }

# each_of NAME COUNT COMMAND...: runs the command for each of NAME_1 .. NAME_COUNT, with the value as its last argument.
each_of() {
    list=$1 list_end=$2 list_at=1
    shift 2
    while [ "$list_at" -le "$list_end" ]; do get "${list}_$list_at"; "$@" "$value"; list_at=$((list_at + 1)); done
}

# some_of NAME COUNT COMMAND...: true as soon as the command is true for one of them.
some_of() {
    list=$1 list_end=$2 list_at=1
    shift 2
    while [ "$list_at" -le "$list_end" ]; do
        get "${list}_$list_at"
        ! "$@" "$value" || return 0
        list_at=$((list_at + 1))
    done
    return 1
}

# with_all NAME COUNT COMMAND...: runs the command once, with all the values behind its own arguments.
with_all() {
    list=$1 list_end=$2 list_at=1
    shift 2
    while [ "$list_at" -le "$list_end" ]; do get "${list}_$list_at"; set -- "$@" "$value"; list_at=$((list_at + 1)); done
    "$@"
}

# is_on_host K: true if the container runs in host mode.
is_on_host() { get "c${1}_mode"; [ "$value" = host ]; }

# is_over K: true if the container has ended and will not be started again.
is_over() { get "over_$1"; [ -n "$value" ]; }
