using System.Runtime.InteropServices;

namespace HtcondorActors.CondorIo;

/// <summary>Ends this process at once. No handler runs, no request is answered, and nothing is written.</summary>
public static class ProcessEnd
{
    /// <param name="code">The exit code.</param>
    public static void Now(int code) => _exit(code);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void _exit(int code);
}
