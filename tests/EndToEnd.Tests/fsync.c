/*
 * Preloaded into one process. While the file is there that FAILING_FSYNC names, flushing a journal's log fails once.
 * The next flush succeeds, as the kernel's does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fails(int file)
{
    char link[64], name[4096];
    const char *sign = getenv("FAILING_FSYNC");
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name);
    return sign && length > 4 && !memcmp(name + length - 4, "-wal", 4) && !unlink(sign) && (errno = EIO);
}

int fsync(int file) { return fails(file) ? -1 : syscall(SYS_fsync, file); }
int fdatasync(int file) { return fails(file) ? -1 : syscall(SYS_fdatasync, file); }
