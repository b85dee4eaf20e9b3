/* Waits for a file "go" beside the one it is told of, writes over the variables that it began with, makes that file, and stays. */
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int count, char **words)
{
    char path[512], folder[512];
    strncpy(path, words[1], sizeof path - 1);
    snprintf(folder, sizeof folder, "%s/go", dirname(path));
    strncpy(path, words[1], sizeof path - 1);
    while (access(folder, F_OK) != 0) usleep(20000);
    for (char **one = environ; *one; one++) memset(*one, 'x', strlen(*one));
    close(open(words[1], O_CREAT | O_WRONLY, 0666));
    for (;;) pause();
}
