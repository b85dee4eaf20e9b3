/*
 * Exchanges two names for ever, for each pair of its arguments: at any moment both are there, as the one thing or the other.
 * Where the second of a pair is "@TARGET", the first is a file, then a link to TARGET, and then not there.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void come_and_go(const char *name, const char *target)
{
    char made[4096];
    snprintf(made, sizeof made, "%s.new", name);
    for (;;) {
        /* Who finds nothing makes a folder of the name. */
        rmdir(name);
        unlink(made);
        int file = open(made, O_CREAT | O_WRONLY, 0666);
        if (write(file, "fine\n", 5) != 5) return;
        close(file);
        rename(made, name);
        usleep(3000);
        if (symlink(target, made)) return;
        rename(made, name);
        usleep(4000);
        unlink(name);
        usleep(3000);
    }
}

int main(int count, char **names)
{
    for (int i = 1; i + 1 < count; i += 2)
        if (names[i + 1][0] == '@' && fork() == 0) come_and_go(names[i], names[i + 1] + 1);
    for (;;) {
        for (int i = 1; i + 1 < count; i += 2)
            if (names[i + 1][0] != '@') syscall(SYS_renameat2, AT_FDCWD, names[i], AT_FDCWD, names[i + 1], 2 /* RENAME_EXCHANGE */);
        usleep(20);
    }
}
