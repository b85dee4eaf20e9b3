using System.CommandLine;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli;

/// <summary>
/// Runs a command line. A fault in it is one line on stderr and exit code 2. (The library alone would print a page of help and exit with
/// 1.)
/// </summary>
internal static class CommandLineRun
{
    // Longer than the 30 s that the host allows for its stop; the library's default is 2 s.
    private static readonly InvocationConfiguration Invocation = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) };

    public static async Task<int> RunAsync(
        RootCommand root,
        IReadOnlyList<string> arguments,
        TextWriter error,
        CancellationToken stop = default
    )
    {
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(Invocation, stop);
        var words = string.Join("; ", parsed.Errors.Select(each => each.Message));
        await error.WriteLineAsync($"htcondor-sidecar: {OneLine.Of(words)} (see --help)");
        return CliException.Usage;
    }
}
