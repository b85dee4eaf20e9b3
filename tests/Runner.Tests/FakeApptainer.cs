using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>
/// A shell script that poses as Apptainer: writes down each call as a line of quoted words (and the APPTAINERENV_ it saw), "pulls" by making a
/// file, and runs the command that follows the image as it is.
/// </summary>
internal static class FakeApptainer
{
    public const string Name = "fake-apptainer";

    private const string Script = """
        #!/bin/sh
        here=${0%/*}
        line=; for word in "$@"; do line="$line [$word]"; done
        case $1:${2-} in --version:*) echo "apptainer version 1.4.5"; exit ;; pull:--help) echo "  --authfile string"; exit ;; esac
        printf '%s\n' "${line# }" >>"$here/calls"
        env | grep '^\(APPTAINER\|SINGULARITY\)' | cut -d= -f1 >>"$here/variables"
        case $1 in
            inspect) echo 'exec true'; exit ;;
            -q) [ "$3" != --authfile ] || { stat -c %a "$4" >>"$here/authmodes"; shift 2; }
                case $4 in *broken*) echo "INFO: trying"; echo "FATAL:   no such image: $4" >&2; exit 255 ;; *slow*) sleep 1000 ;; esac; echo image >"$3"; exit ;;
        esac
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
