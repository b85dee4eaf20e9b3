/* Exchanges two names for ever, for each pair of its arguments. At any moment both are there, as the one thing or the other. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char **names)
{
    for (;;) {
        for (int i = 1; i + 1 < count; i += 2) syscall(SYS_renameat2, AT_FDCWD, names[i], AT_FDCWD, names[i + 1], 2 /* RENAME_EXCHANGE */);
        usleep(20);
    }
}
