using System.Text.Json;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Asks the queue for texts of job ads that the sidecar itself does not need: names that people look for. They are not kept with each job.
/// </summary>
public sealed class JobLabels
{
    /// <summary>A list of more jobs than this tells nobody anything; the others have no labels.</summary>
    private const int Most = 500;
    private const int LongestLabel = 253;

    private readonly CondorCommands _commands;
    private readonly ProcessRunner _runner;
    private readonly CondorIoOptions _options;

    internal JobLabels(CondorIoOptions options, ProcessRunner runner) =>
        (_commands, _runner, _options) = (new CondorCommands(options), runner, options);

    /// <summary>The labels of these jobs, in the order of the attributes. Jobs and labels that cannot be read are left out.</summary>
    public async Task<IReadOnlyDictionary<JobId, IReadOnlyList<string?>>> OfAsync(
        IReadOnlyCollection<JobId> jobs,
        IReadOnlyList<string> attributes,
        CancellationToken cancel
    )
    {
        var found = new Dictionary<JobId, IReadOnlyList<string?>>();
        if (jobs.Count == 0)
            return found;
        var constraint = ClassAdText.And(
            $"({OwnJobs.OrOfTheSameName(_options)})",
            ClassAdText.OneOf("strcat(ClusterId,\".\",ProcId)", jobs.Order().Take(Most).Select(job => job.ToString()))
        );
        var run = await _runner.RunAsync(_commands.Labels(constraint, attributes), cancel);
        if (run.Failure is not null || run.Output.IsEmpty)
            return found;
        try
        {
            using var ads = JsonDocument.Parse(run.Output);
            foreach (var ad in ads.RootElement.EnumerateArray())
                if (IdOf(ad) is { } id)
                    found[id] = [.. attributes.Select(attribute => TextOf(ad, attribute))];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Names are for people only. A list without them is better than none.
        }
        return found;
    }

    private static JobId? IdOf(JsonElement ad) =>
        ad.TryGetProperty("ClusterId", out var cluster)
        && cluster.TryGetInt32(out var c)
        && ad.TryGetProperty("ProcId", out var proc)
        && proc.TryGetInt32(out var p)
            ? new JobId(c, p)
            : null;

    private static string? TextOf(JsonElement ad, string attribute) =>
        ad.TryGetProperty(attribute, out var text) && text.ValueKind == JsonValueKind.String
            ? SafeLine.Of(text.GetString()!, LongestLabel, "")
            : null;
}
