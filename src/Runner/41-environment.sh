# ---- the variables of a container, byte for byte -----------------------------------------------------------------------
# Apptainer reads a container's variables as shell text, with a shell of its own (mvdan/sh). It drops a CR before a LF, takes no name that
# is no shell name, and adds variables of its own (APPTAINER_*, PS1, LD_LIBRARY_PATH ...). So no variable of the pod is handed to
# Apptainer. That shell also reads /.singularity.d/env/*.sh, in the container. The last of these files is the runner's: it takes away what
# Apptainer has added, sets the variables, and becomes the command. No program of the node has them, none of the image is needed, and it
# costs no process.

newline='
'

# write_environment: writes $dir/environment.sh. Adds to $is_environment_odd the variables that only a fresh shell can have, a line "NAME=0"
# for each.
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
        # From here on any variable can be the pod's, so no other one is read or set.
        printf '%s\n' 'set +a' __add_libraries__
        if [ "$mode" = run ] && [ -z "$is_known" ]; then printf '__run__ "$@"\n'; else printf 'exec "$@"\n'; fi
    } >"$dir/environment.sh"
}

# find_home: sets $home, the folder of the user in Apptainer's /etc/passwd
find_home() {
    case $image_home in /*) home=$image_home ;; esac
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do
        get "c${k}_env_$i"
        case $value in HOME=/*) home=${value#HOME=} ;; esac
        i=$((i + 1))
    done
    # The option takes a colon for the end of the source. The variable HOME is the pod's whatever folder this is.
    case $home in *:*) home=/root ;; esac
}

# HOME as a container runtime finds it: of the pod, of the image, of its user in /etc/passwd.
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
    # "read" of Apptainer's shell takes two colons for one.
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

# Apptainer puts folders of its own behind the image's PATH.
write_path() {
    printf '%s:__path__=%s\0' 0 "$image_path" | assign_numbered name
    # shellcheck disable=SC2016
    printf '%s\n' 'case $PATH in "$__path__":*) PATH=$__path__ ;; esac'
}

# The function that runs the runscript. That of an OCI image must not evaluate its arguments. It is told so by a variable that is not the
# application's.
write_runscript() {
    cat <<'TEXT'
__run__() { exec /.singularity.d/runscript "$@"; }
while IFS= read -r __line__; do
    case $__line__ in 'eval "set ${SINGULARITY_OCI_RUN}"') __run__() { SINGULARITY_NO_EVAL=1; . /.singularity.d/runscript; } ;; esac
done </.singularity.d/runscript
TEXT
}

# write_assignments: what the job was given, then the pod's variables
write_assignments() {
    is_plain=1 count=0
    each_variable is_plain_variable
    if [ -n "$is_plain" ]; then each_variable write_plain; else each_variable write_numbered | assign_numbered name; fi
}

# each_variable COMMAND...: with "NAME=value"
each_variable() {
    with_given "$@"
    get "c${k}_envs"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do get "c${k}_env_$i"; "$@" "$value"; i=$((i + 1)); done
}

# write_image_environment: the image's variables as they are, in place of the file that Apptainer made of them. It writes values with "$"
# or "\" wrongly, and with a "`" its shell reads nothing of the file. False if the file is right as it is. Sets $image_path and
# $image_home.
write_image_environment() {
    image_path='' image_home='' is_plain=1 count=0 is_environment_odd=''
    each_of_image is_plain_variable
    each_of_image find_path_and_home
    [ -z "$is_plain" ] || return 1
    { printf 'set -a\n'; each_of_image write_numbered | assign_numbered image; printf 'set +a\n'; } >"$dir/image.sh"
}

each_of_image() {
    get "image_envs_$k"; n=${value:-0} i=1
    while [ "$i" -le "$n" ]; do get "image_env_${k}_$i"; "$@" "$value"; i=$((i + 1)); done
}

find_path_and_home() { case $1 in PATH=?*) image_path=${1#PATH=} ;; HOME=?*) image_home=${1#HOME=} ;; esac; }

is_plain_variable() {
    case $1 in
        # The file that Apptainer made of the image's variables fails with these.
        UID=*|EUID=*|GID=*)
            is_plain=''
            case $newline$is_environment_odd in
                *"$newline${1%%=*}=0$newline"*) ;;
                *) is_environment_odd=$is_environment_odd${1%%=*}=0$newline ;;
            esac ;;
        DIRSTACK=*) is_plain='' ;;
        [!A-Za-z_]*|*[!A-Za-z0-9_./:=,@%+\ -]*) is_plain='' ;;
        *) case ${1%%=*} in *[!A-Za-z0-9_]*) is_plain='' ;; esac ;;
    esac
}

write_plain() { printf "%s='%s'\n" "${1%%=*}" "${1#*=}"; }

# The number tells two references apart.
write_numbered() { count=$((count + 1)); printf '%s:%s\0' "$count" "$1"; }

# In Apptainer's shell $'...' takes every byte. A name that is no shell name, and DIRSTACK, which is a list there, is reached by a
# reference. Where that has no effect (in another version of Apptainer), the container is refused by the name.
# assign_numbered WORD: for the names of the references
assign_numbered() {
    bytes='' code=128 refusal="printf 'FATAL:   this Apptainer takes no variable of the name %s\\n' \$'\\2' >\\&2; exit 255"
    while [ "$code" -lt 256 ]; do
        byte="$((code / 64))$((code / 8 % 8))$((code % 8))"
        bytes="$bytes;s/\\o$byte/\\\\$byte/g"
        code=$((code + 1))
    done
    LC_ALL=C sed -z -e 's/\\/\\\\/g' -e "s/'/\\\\'/g" -e 's/\r/\\r/g' -e 's/\n/\\n/g' -e "/[\\o200-\\o377]/{${bytes#;}}" \
        -e "/^[0-9]*:DIRSTACK=/!{/^[0-9]*:[A-Za-z_][A-Za-z0-9_]*=/{s/^[0-9]*:\\([^=]*\\)=\\(.*\\)\$/\\1=\$'\\2'/;b}}" \
        -e "s/^\\([0-9]*\\):\\([^=]*\\)=\\(.*\\)\$/declare -n __$1_\\1__=\$'\\2'; __$1_\\1__=\$'\\3'; [[ -v \$'\\2' ]] || { $refusal; }/" |
        tr '\000' '\n'
}

# Prints options of env: the names among the node's variables that are no shell names.
without_odd_names() { env -0 | tr '\n\000' ' \n' | LC_ALL=C sed -n 's/^\([^=]*[^A-Za-z0-9_=][^=]*\)=.*/--unset=\1/p'; }
