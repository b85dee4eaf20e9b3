using System.Globalization;
using System.Runtime.InteropServices;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Named places at which a test can kill this process as with <c>kill -9</c>: no handler, no finally, no flush (ADR 6). Nothing happens
/// unless <c>HTCONDOR_SIDECAR_DIE_AT</c> lists fail points, such as <c>after-persist ReleaseDecided 2,before-call condor_rm</c>. The
/// process dies at the first of them that it reaches; a number counts the visits to that point.
/// </summary>
public static class FailPoint
{
    public const string Variable = "HTCONDOR_SIDECAR_DIE_AT";
    private const int Sigkill = 9;

    // Read once, so that the JIT can remove the whole check if the variable is not set. The value counts down the visits to each point.
    private static readonly Dictionary<string, int[]>? Left = Environment
        .GetEnvironmentVariable(Variable)
        ?.Split(',')
        .Select(point => point.Split(' '))
        .ToDictionary(
            words => $"{words[0]} {words[1]}",
            words => new[] { words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : 1 }
        );

    /// <param name="place">The place: <c>before-persist</c>, <c>after-call</c> ...</param>
    /// <param name="what">The name of a fact, a reply, an effect or a tool.</param>
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
