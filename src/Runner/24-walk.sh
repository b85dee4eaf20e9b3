# ---- 24-walk.sh ----
# Enters folders that a container can change at the same time. A container can replace a folder by a symbolic link at any
# time, so a check of a name says nothing about the next use of that name. The shell first goes to the place with "cd", and
# then asks the kernel where it stands. From then on the folder is ".". "pwd -P" is no substitute for /proc/self/cwd: bash
# answers it from the name.
#
# Offers: enter() enter_part() is_below() make_file() make_part() split_path()
# Reads:  floor
# Sets:   entry floor folder here

where_am_i() { here=$(readlink /proc/self/cwd); }

# is_below PATH FOLDER: both as the kernel writes them
is_below() { case $1/ in "${2%/}"/*) ;; *) return 1 ;; esac; }

# enter FOLDER: goes to a folder whose path no container can change. Sets $floor: enter_part stays below it.
enter() { cd -P "$1" 2>/dev/null && where_am_i && floor=$here; }

# enter_part PATH: goes on from here and follows links. Sets $here. Returns 1 when that leads out of $floor, 2 when it cannot go there.
enter_part() {
    cd -P "./$1" 2>/dev/null && where_am_i || return 2
    is_below "$here" "$floor"
}

# make_part PATH: as enter_part, and makes missing folders. mkdir follows no link, and each step is checked before the next one.
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

# make_file NAME: makes an empty file here. dd opens it with O_EXCL, so it follows no link and empties no file.
make_file() { dd if=/dev/null of="./$1" conv=excl status=none 2>/dev/null; }

# Sets $folder, "" or with a slash at its end, and $entry.
split_path() { entry=${1##*/} folder=${1%"$entry"}; }
