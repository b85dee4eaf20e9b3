using HtcondorActors.Actors.Planning;

namespace HtcondorActors.Runner.Tests;

/// <summary>The program that the tests start: the product's script, or the one that <c>HTCONDORACTORS_RUNNER</c> names. It must take a plan
/// and write a stream as docs/runner-stream.md has them (src/Runner/README.md).</summary>
internal static class RunnerUnderTest
{
    private static readonly string? Other = Environment.GetEnvironmentVariable("HTCONDORACTORS_RUNNER") is { Length: > 0 } path
        ? Path.GetFullPath(path)
        : null;

    /// <summary>Everything before the plan's name.</summary>
    /// <param name="shell">The shell that runs the script; another program is run as it is.</param>
    /// <param name="folder">The job's sandbox: the script is put there.</param>
    public static IReadOnlyList<string> Command(string shell, string folder)
    {
        if (Other is not null)
            return [Other];
        var script = Path.Combine(folder, RunnerScript.FileName);
        File.WriteAllBytes(script, RunnerScript.Content.Span);
        return [shell, script];
    }
}
