/* Preloaded, it leaves a file for the process that it was loaded into: name of the program and mount namespace. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

__attribute__((constructor)) static void mark(void)
{
    char program[512] = "?", mounts[64] = "?", path[600];
    readlink("/proc/self/exe", program, sizeof program - 1);
    readlink("/proc/self/ns/mnt", mounts, sizeof mounts - 1);
    snprintf(path, sizeof path, "%s/%d", MARKS, (int)getpid());
    int file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0666);
    if (file >= 0) dprintf(file, "%s %s\n", program, mounts), close(file);
}
