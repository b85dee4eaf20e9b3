using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Asks which versions of HTCondor and of Apptainer the sidecar works with. Nobody waits for it: it is for a line of the log.
/// </summary>
public sealed class CondorVersions
{
    /// <summary>A pool of one version is the rule, and a few slots are enough to show it.</summary>
    private const int SlotsAtMost = 100;

    private readonly CondorCommands _commands;
    private readonly ProcessRunner _runner;

    internal CondorVersions(CondorIoOptions options, ProcessRunner runner) => (_commands, _runner) = (new CondorCommands(options), runner);

    /// <summary>
    /// The versions in words, such as <c>HTCondor 23.9.6, Apptainer 1.4.5 on the execute nodes</c>. It says which of them is unknown, and
    /// why.
    /// </summary>
    public async Task<string> DescribeAsync(CancellationToken cancel)
    {
        var tools = await _runner.RunAsync(_commands.Version(), cancel);
        var nodes = await _runner.RunAsync(_commands.ApptainerVersions(SlotsAtMost), cancel);
        return $"{OfTools(tools)}, {OfNodes(nodes)}";
    }

    private static string OfTools(ToolOutcome version) =>
        version.Failure is { } failure ? $"HTCondor's version is unknown ({failure})"
        : Encoding.UTF8.GetString(version.Output.Span).Split(' ') is ["$CondorVersion:", var number, ..]
            ? "HTCondor " + ToolWords.OneLine(number)
        : "HTCondor's version is unknown";

    private static string OfNodes(ToolOutcome slots)
    {
        if (slots.Failure is { } failure)
            return $"Apptainer's version on the execute nodes is unknown ({failure})";
        var versions = Encoding
            .UTF8.GetString(slots.Output.Span)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        return versions.Length == 0
            ? "no slot of the pool advertises Apptainer"
            : $"on the execute nodes {ToolWords.OneLine(string.Join(", ", versions))}";
    }
}
