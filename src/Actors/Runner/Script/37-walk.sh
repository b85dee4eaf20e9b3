# ---- a walk into a folder that others may change meanwhile -------------------------------------------------------------
# A container can put a link in the place of a folder at any time. So a path is never judged by its name and then opened by that name. This shell goes
# to the place, and the kernel says where the shell stands: from then on the folder is ".", and no link can exchange it.
# bash resolves "pwd -P" by name, so the link of the kernel is read.
where_am_i() { here=$(readlink /proc/self/cwd); }

# is_below PATH FOLDER: both as the kernel writes them
is_below() { case $1/ in "${2%/}"/*) ;; *) return 1 ;; esac; }

# enter FOLDER: goes to a folder whose own path nobody can change. Sets $floor, which enter_part does not leave.
enter() { cd -P "$1" 2>/dev/null && where_am_i && floor=$here; }

# enter_part PATH: goes on from here, along links too. Sets $here. 1: that is out of $floor, 2: it cannot be entered.
enter_part() {
    cd -P "./$1" 2>/dev/null && where_am_i || return 2
    is_below "$here" "$floor"
}

# make_part PATH: likewise, and makes what is missing. mkdir follows no link, and each step is judged before the next.
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

# make_file NAME: an empty file, here. dd opens it with O_EXCL: no link is followed and no file emptied.
make_file() { dd if=/dev/null of="./$1" conv=excl status=none 2>/dev/null; }

# Sets $folder, "" or with a slash at its end, and $entry.
split_path() { entry=${1##*/} folder=${1%"$entry"}; }
