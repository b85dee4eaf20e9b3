using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>Asks HTCondor why jobs are idle: one condor_q for all of them, and at most one condor_status.</summary>
internal sealed class IdleQueries(CondorIoOptions options, ProcessRunner runner)
{
    /// <summary>More kinds of resources in one pool are not compared.</summary>
    private const int MostResources = 16;

    private readonly CondorCommands _commands = new(options);

    public async Task<IdleQuery> ExplainAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel)
    {
        if (jobs.Count == 0)
            return IdleQuery.Of(new Dictionary<JobId, IdleReason>());
        // Everything else that the sidecar asks of HTCondor is more urgent.
        if (!runner.HasSpare)
            return IdleQuery.CannotTell(new CondorFailure(CondorFailureKind.Failed, "condor_q", null, "other tools are busy"));
        var constraint = ClassAdText.And(OwnJobs.Constraint(options), ClassAdText.Jobs(options.TagAttribute, jobs));
        var run = await runner.RunAsync(_commands.Analyze(constraint), cancel);
        if (run.Failure is not null)
            return IdleQuery.CannotTell(run.Failure);
        var analyses = MatchAnalyses.Of(Encoding.UTF8.GetString(run.Output.Span));
        var pool = analyses.Count > 0 ? await PoolAsync(analyses.Values, cancel) : null;
        return IdleQuery.Of(
            analyses
                .Where(each => jobs.Any(job => job.Job == each.Key) && !IsGated(each.Value))
                .Select(each => (each.Key, Reason: IdleWords.Of(each.Value, pool)))
                .Where(each => each.Reason is not null)
                .ToDictionary(each => each.Key, each => each.Reason!)
        );
    }

    // The gate of a spooled job is one of its requirements.
    private bool IsGated(MatchAnalysis job) =>
        job.Unmet.Any(words => words.Contains(options.GateAttribute, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null if the collector does not answer: then less can be said.</summary>
    private async Task<SlotAmounts?> PoolAsync(IEnumerable<MatchAnalysis> analyses, CancellationToken cancel)
    {
        string[] names =
        [
            .. analyses
                .SelectMany(job => job.Requests.Keys)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal)
                .Take(MostResources),
        ];
        if (names.Length == 0)
            return null;
        var attributes = SlotAmounts.AttributesOf(names);
        var run = await runner.RunAsync(_commands.Slots(attributes, wholePool: true), cancel);
        try
        {
            return run.Failure is null ? new SlotAmounts(names, SlotAds.Each(run.Output.Span, attributes)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
