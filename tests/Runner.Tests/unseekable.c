/* Preloaded: nobody can go back in a file of /proc/PID/fdinfo, as if its process had ended meanwhile. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int is_of_ended_process(int fd)
{
    char link[64], target[256];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length <= 0)
        return 0;
    target[length] = 0;
    return strstr(target, "/fdinfo/") != 0;
}

off_t lseek(int fd, off_t offset, int whence)
{
    if (is_of_ended_process(fd)) {
        errno = ENOENT;
        return -1;
    }
    return ((off_t(*)(int, off_t, int))dlsym(RTLD_NEXT, "lseek"))(fd, offset, whence);
}

off_t lseek64(int fd, off_t offset, int whence) { return lseek(fd, offset, whence); }
