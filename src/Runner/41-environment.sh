# ---- 41-environment.sh ----
# Writes the variables of an Apptainer container, byte for byte. Apptainer reads variables as shell text, with a shell of its own
# (mvdan/sh). That shell drops a CR before a LF and accepts only shell names. Apptainer also adds variables of its own (APPTAINER_*, PS1,
# LD_LIBRARY_PATH ...). So Apptainer gets no variable of the pod. But its shell also reads /.singularity.d/env/*.sh in the container, and
# the last of these files is the runner's. This file removes what Apptainer has added, sets the variables, and becomes the command by exec.
# That costs no process, needs no program of the image, and no program of the node has the variables.
#
# Offers: each_variable() find_home() without_odd_names() write_environment() write_image_environment()
# Reads:  each_of() get() name_what_shells_keep() with_given() dir home image_env_K_N image_envs_K is_known_K k
#         lists_of_apptainer names_of_apptainer own_home own_user user_K value
# Sets:   home is_environment_odd is_known mode
# Plan:   cK_env_N cK_envs cK_mode

# write_environment: writes $dir/environment.sh. Adds to $is_environment_odd a line "NAME=0" for each variable that Apptainer's shell can
# set only if it had the variable when it began.
write_environment() {
    get "c${k}_mode"; mode=$value
    get "is_known_$k"; is_known=$value
    {
        cat <<'TEXT'
[ -e /.singularity.d/env/99-base.sh ] || [ ! -f /environment ] || . /environment
unset APPTAINER_NAME APPTAINER_CONTAINER APPTAINER_APPNAME SINGULARITY_NAME SINGULARITY_CONTAINER SINGULARITY_APPNAME
__folder__=$PWD
unset PWD
PWD=$__folder__
case ${PS1-} in 'Apptainer> '|'Singularity> ') unset PS1 ;; esac
__drop_libraries__() {
    case ${LD_LIBRARY_PATH-} in
        /.singularity.d/libs) unset LD_LIBRARY_PATH ;;
        *:/.singularity.d/libs) LD_LIBRARY_PATH=${LD_LIBRARY_PATH%:/.singularity.d/libs} ;;
    esac
}
__add_libraries__() { :; }
for __file__ in /.singularity.d/libs/*; do
    [ ! -e "$__file__" ] || {
        __drop_libraries__() { :; }
        __add_libraries__() {
            case ":$LD_LIBRARY_PATH:" in *:/.singularity.d/libs:*) return ;; esac
            export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/.singularity.d/libs"
        }
    }
done
__drop_libraries__
[ -n "${PATH-}" ] || export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
TEXT
        [ -z "$own_home" ] || write_home
        [ -z "$image_path" ] || write_path
        [ "$mode" != run ] || [ -n "$is_known" ] || write_runscript
        printf 'set -a\n'
        write_assignments
        # From here on any variable may be the pod's, so no other variable is read or set.
        printf '%s\n' 'set +a' __add_libraries__
        if [ "$mode" = run ] && [ -z "$is_known" ]; then printf '__run__ "$@"\n'; else printf 'exec "$@"\n'; fi
    } >"$dir/environment.sh"
}

# find_home: sets $home, the home folder that Apptainer writes to /etc/passwd.
find_home() {
    case $image_home in /*) home=$image_home ;; esac
    get "c${k}_envs"
    each_of "c${k}_env" "${value:-0}" take_home
    # Apptainer's option --home treats a colon as the end of the source. The variable HOME is the pod's in any case.
    case $home in *:*) home=/root ;; esac
}

take_home() { case $1 in HOME=/*) home=${1#HOME=} ;; esac; }

# write_home: sets HOME as a container runtime does: from the pod, from the image, or from the image's user in /etc/passwd.
write_home() {
    get "user_$k"; whose=${value%%:*}
    [ -z "$own_user" ] || whose=$own_user
    if [ -n "$image_home" ]; then
        printf '%s:HOME=%s\0' 0 "$image_home" | assign_numbered name
        return 0
    fi
    printf 'HOME=/root\n'
    case $whose in ''|0|root) return 0 ;; *[!A-Za-z0-9_.@-]*) return 0 ;; esac
    printf '__user__=%s\n' "$whose"
    # "read" of Apptainer's shell treats two colons as one.
    cat <<'TEXT'
[ ! -r /etc/passwd ] || while IFS= read -r __line__; do
    __id__=${__line__#*:*:} __home__=${__line__%:*}
    case $__user__ in "${__line__%%:*}"|"${__id__%%:*}") HOME=${__home__##*:}; break ;; esac
done </etc/passwd
# Apptainer puts its own folder there where the user has the number of the job's user.
[ "$HOME" != /root ] || [ ! -d "/home/$__user__" ] || HOME=/home/$__user__
[ -n "$HOME" ] || HOME=/
TEXT
}

# write_path: removes the folders that Apptainer appends to the image's PATH.
write_path() {
    printf '%s:__path__=%s\0' 0 "$image_path" | assign_numbered name
    # shellcheck disable=SC2016
    printf '%s\n' 'case $PATH in "$__path__":*) PATH=$__path__ ;; esac'
}

# write_runscript: the function that runs the runscript. A runscript of an OCI image evaluates its arguments unless a variable forbids it.
# That variable must not reach the application.
write_runscript() {
    cat <<'TEXT'
__run__() { exec /.singularity.d/runscript "$@"; }
while IFS= read -r __line__; do
    case $__line__ in 'eval "set ${SINGULARITY_OCI_RUN}"') __run__() { SINGULARITY_NO_EVAL=1; . /.singularity.d/runscript; } ;; esac
done </.singularity.d/runscript
TEXT
}

# write_assignments: writes HTCondor's variables of the job, then the pod's variables.
write_assignments() {
    is_plain=1 count=0
    each_variable is_plain_variable
    if [ -n "$is_plain" ]; then each_variable write_plain; else each_variable write_numbered | assign_numbered name; fi
}

# each_variable COMMAND...: runs the command with "NAME=value" for each variable.
each_variable() {
    with_given "$@"
    get "c${k}_envs"
    each_of "c${k}_env" "${value:-0}" "$@"
}

# write_image_environment: writes $dir/image.sh, the image's variables unchanged. It replaces Apptainer's own file of these variables: in
# that file values with "$" or "\" are wrong, and a "`" makes it unreadable for Apptainer's shell. False if Apptainer's file is right. Sets
# $image_path and $image_home.
write_image_environment() {
    name_what_shells_keep
    newline='
'
    image_path='' image_home='' is_plain=1 count=0 is_environment_odd=''
    each_of_image is_plain_variable
    each_of_image find_path_and_home
    [ -z "$is_plain" ] || return 1
    { printf 'set -a\n'; each_of_image write_numbered | assign_numbered image; printf 'set +a\n'; } >"$dir/image.sh"
}

each_of_image() { get "image_envs_$k"; each_of "image_env_$k" "${value:-0}" "$@"; }

find_path_and_home() { case $1 in PATH=?*) image_path=${1#PATH=} ;; HOME=?*) image_home=${1#HOME=} ;; esac; }

is_plain_variable() {
    case " $names_of_apptainer $lists_of_apptainer " in *" ${1%%=*} "*)
        # Apptainer's own file of the image's variables fails with these names.
        is_plain=''
        case " $lists_of_apptainer $newline$is_environment_odd" in
            *" ${1%%=*} "*|*"$newline${1%%=*}=0$newline"*) ;;
            *) is_environment_odd=$is_environment_odd${1%%=*}=0$newline ;;
        esac
        return ;;
    esac
    case $1 in
        [!A-Za-z_]*|*[!A-Za-z0-9_./:=,@%+\ -]*) is_plain='' ;;
        *) case ${1%%=*} in *[!A-Za-z0-9_]*) is_plain='' ;; esac ;;
    esac
}

write_plain() { printf "%s='%s'\n" "${1%%=*}" "${1#*=}"; }

# write_numbered NAME=VALUE: the number makes the name of each reference unique.
write_numbered() { count=$((count + 1)); printf '%s:%s\0' "$count" "$1"; }

# assign_numbered WORD: turns numbered variables into assignments for Apptainer's shell, in which $'...' can contain every byte. A variable
# whose name is not a shell name, or is a list of that shell, is set through a reference, whose name contains the word and the number. If a
# reference has no effect (in another version of Apptainer), the container is refused, and the message names the variable.
assign_numbered() {
    bytes='' byte_code=128 refusal="printf 'FATAL:   this Apptainer takes no variable of the name %s\\n' \$'\\2' >\\&2; exit 255"
    while [ "$byte_code" -lt 256 ]; do
        byte="$((byte_code / 64))$((byte_code / 8 % 8))$((byte_code % 8))"
        bytes="$bytes;s/\\o$byte/\\\\$byte/g"
        byte_code=$((byte_code + 1))
    done
    LC_ALL=C sed -z -e 's/\\/\\\\/g' -e "s/'/\\\\'/g" -e 's/\r/\\r/g' -e 's/\n/\\n/g' -e "/[\\o200-\\o377]/{${bytes#;}}" \
        -e "/^[0-9]*:$lists_of_apptainer=/!{/^[0-9]*:[A-Za-z_][A-Za-z0-9_]*=/{s/^[0-9]*:\\([^=]*\\)=\\(.*\\)\$/\\1=\$'\\2'/;b}}" \
        -e "s/^\\([0-9]*\\):\\([^=]*\\)=\\(.*\\)\$/declare -n __$1_\\1__=\$'\\2'; __$1_\\1__=\$'\\3'; [[ -v \$'\\2' ]] || { $refusal; }/" |
        tr '\000' '\n'
}

# without_odd_names: prints options for env that remove the node's variables whose names are not shell names.
without_odd_names() { env -0 | tr '\n\000' ' \n' | LC_ALL=C sed -n 's/^\([^=]*[^A-Za-z0-9_=][^=]*\)=.*/--unset=\1/p'; }
