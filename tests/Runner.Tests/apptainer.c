/* Poses as a compiled Apptainer: writes down the first word of each call, and becomes the real one, or cannot be run. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    FILE *calls = fopen("calls", "a");
    fprintf(calls, "%s\n", argc > 1 ? argv[1] : "");
    fclose(calls);
    if (access("broken", F_OK) == 0) {
        fprintf(stderr, "libcrypto.so.3: cannot open shared object file\n");
        return 127;
    }
    argv[0] = "/usr/bin/apptainer";
    execv(argv[0], argv);
    return 126;
}
