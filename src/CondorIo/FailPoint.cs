using System.Runtime.InteropServices;

namespace HtcondorActors.CondorIo;

/// <summary>
/// A named place where a test has this process die as by <c>kill -9</c>: no handler, no finally, nothing flushed (ADR 6). Inert unless
/// <c>HTCONDOR_SIDECAR_DIE_AT</c> says where, e.g. <c>after-persist ReleaseDecided 2</c>: at the second time.
/// </summary>
public static class FailPoint
{
    public const string Variable = "HTCONDOR_SIDECAR_DIE_AT";
    private const int Sigkill = 9;

    // Read once: the runtime then drops the whole check where there is none.
    private static readonly string[]? Named = Environment.GetEnvironmentVariable(Variable)?.Split(' ');
    private static int _left = Named is [_, _, var times] && int.TryParse(times, out var count) ? count : 1;

    /// <param name="place">When: <c>before-persist</c>, <c>after-call</c> ...</param>
    /// <param name="what">Of what: the name of a fact, a reply, an effect or a tool.</param>
    public static void Hit(string place, string what)
    {
        if (Named is null || Named is not [var at, var of, ..] || at != place || of != what) return;
        if (Interlocked.Decrement(ref _left) != 0) return;
        Console.Error.WriteLine($"died at the fail point {place} {what}");
        _ = kill(Environment.ProcessId, Sigkill);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
