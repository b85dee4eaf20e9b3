# ---- 24-walk.sh ----
# Enters folders that a container can change at the same time. A container can replace a folder by a symbolic link at any time, so a check
# of a name does not hold for the next use of that name. So the shell first enters the folder with "cd", and then asks the kernel which
# folder it is in. From then on the folder is ".". "pwd -P" cannot replace /proc/self/cwd, because bash derives its answer from the name.
#
# Offers: enter() enter_part() is_below() make_file() make_part() split_path()
# Reads:  floor
# Sets:   entry floor folder here

where_am_i() { here=$(readlink /proc/self/cwd); }

# is_below PATH FOLDER: true if the path is in the folder. Both must be paths from the kernel.
is_below() { case $1/ in "${2%/}"/*) ;; *) return 1 ;; esac; }

# enter FOLDER: enters a folder whose path no container can change. Sets $floor, which enter_part must not leave.
enter() { cd -P "$1" 2>/dev/null && where_am_i && floor=$here; }

# enter_part PATH: enters a folder relative to this one, following links. Sets $here. Returns 1 if it is outside of $floor, and 2 if it
# cannot be entered.
enter_part() {
    cd -P "./$1" 2>/dev/null && where_am_i || return 2
    is_below "$here" "$floor"
}

# make_part PATH: like enter_part, but makes missing folders. mkdir follows no link, and each step is checked before the next one.
make_part() {
    if [ -d "./$1" ]; then enter_part "$1"; return; fi
    way=$1
    while [ -n "$way" ]; do
        step=${way%%/*} way=${way#"$step"}
        way=${way#/}
        [ -d "./$step" ] || mkdir "./$step" 2>/dev/null || :
        enter_part "$step" || return
    done
}

# make_file NAME: makes an empty file here. dd opens the file with O_EXCL, so it follows no link and truncates no existing file.
make_file() { dd if=/dev/null of="./$1" conv=excl status=none 2>/dev/null; }

# split_path PATH: sets $folder (empty, or with a slash at its end) and $entry.
split_path() { entry=${1##*/} folder=${1%"$entry"}; }
