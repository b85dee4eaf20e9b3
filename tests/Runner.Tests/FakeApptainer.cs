using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>
/// A shell script that poses as Apptainer: writes down each call as a line of quoted words (and the APPTAINERENV_ it saw), "pulls" by
/// making a file, and runs the command that follows the image as it is.
/// </summary>
internal static class FakeApptainer
{
    public const string Name = "fake-apptainer";

    private const string Script = """
        #!/bin/sh
        here=${0%/*}
        line=; for word in "$@"; do line="$line [$word]"; done
        case $1:${2-} in
            --version:*)
                [ ! -e "$here/no-version" ] || { echo "libcrypto.so.3: cannot open shared object file" >&2; exit 127; }
                echo "apptainer version 1.4.5"; exit ;;
            pull:--help) echo "  --authfile string"; exit ;;
        esac
        printf '%s\n' "${line# }" >>"$here/calls"
        env | grep '^\(APPTAINER\|SINGULARITY\)' | cut -d= -f1 >>"$here/variables"
        case $1 in
            inspect) echo 'exec true'; exit ;;
            -q) [ "$3" != --authfile ] || { stat -c %a "$4" >>"$here/authmodes"; shift 2; }
                case $4 in
                    *broken*) echo "INFO: trying"; echo "FATAL:   no such image: $4" >&2; exit 255 ;;
                    *slow*) sleep 1000 ;;
                    *later*) sleep 3 ;;
                    *malformed*) echo "FATAL:   While making image: invalid reference format" >&2; exit 255 ;;
                    *flaky*)
                        echo x >>"$here/flaky"
                        [ "$(wc -l <"$here/flaky")" -gt 2 ] || { echo "FATAL:   dial tcp: connection refused" >&2; exit 255; } ;;
                esac
                echo image >"$3"; exit ;;
        esac
        case $(cat "$here/broken-node" 2>/dev/null) in
            '') ;;
            silent) exit 1 ;;
            sleep) case $* in */.no-such-program) : >"$here/sleeps"; exec sleep 1000 ;; *) exit 1 ;; esac ;;
            *) cat "$here/broken-node" >&2; exit 255 ;;
        esac
        case $* in */unstartable.sif*) echo "FATAL:   could not open image" >&2; exit 255 ;; esac
        case $* in *--overlay\ *) overlay=${*#*--overlay }; mkdir -p "${overlay%% *}/work/work" ;; esac
        case $* in */.no-such-program) echo "FATAL:   stat /.no-such-program: no such file or directory" >&2; exit 255 ;; esac
        while [ "$1" != --pwd ]; do shift; done
        shift 3
        exec "$@"
        """;

    public static void WriteTo(string folder)
    {
        var file = Path.Combine(folder, Name);
        File.WriteAllText(file, Script + "\n");
        Shell.Run("/bin/chmod", ["+x", file]);
    }

    public static string[] Calls(string folder) => File.ReadAllLines(Path.Combine(folder, "calls"));
}
