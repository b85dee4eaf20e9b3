using System.Globalization;
using System.Runtime.InteropServices;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Named places where a test has this process die as by <c>kill -9</c>: no handler, no finally, nothing flushed (ADR 6). Inert unless
/// <c>HTCONDOR_SIDECAR_DIE_AT</c> says where, e.g. <c>after-persist ReleaseDecided 2,before-call condor_rm</c>: at the first of them that
/// it comes to, there at the second time.
/// </summary>
public static class FailPoint
{
    public const string Variable = "HTCONDOR_SIDECAR_DIE_AT";
    private const int Sigkill = 9;

    // Read once: the runtime then drops the whole check where there is none. By point: how often it is come to until then.
    private static readonly Dictionary<string, int[]>? Left = Environment
        .GetEnvironmentVariable(Variable)
        ?.Split(',')
        .Select(point => point.Split(' '))
        .ToDictionary(
            words => $"{words[0]} {words[1]}",
            words => new[] { words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : 1 }
        );

    /// <param name="place">When: <c>before-persist</c>, <c>after-call</c> ...</param>
    /// <param name="what">Of what: the name of a fact, a reply, an effect or a tool.</param>
    public static void Hit(string place, string what)
    {
        if (Left is null || !Left.TryGetValue($"{place} {what}", out var left) || Interlocked.Decrement(ref left[0]) != 0)
            return;
        Console.Error.WriteLine($"died at the fail point {place} {what}");
        _ = kill(Environment.ProcessId, Sigkill);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
