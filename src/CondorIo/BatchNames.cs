namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: bounds the number of batch names that one call submits. <c>condor_q</c> shows all jobs of a cluster under the name of the first
/// one, so each name needs a <c>condor_submit</c> of its own. One of those costs as much as hundreds of further jobs in another.
/// </summary>
internal static class BatchNames
{
    /// <summary>How many names a call has beside the wider ones.</summary>
    public const int AtMost = 8;

    /// <summary>The same jobs in the same order. The largest groups keep their names, and all other jobs get the wider one.</summary>
    public static IReadOnlyList<SubmitDescription> Bounded(IReadOnlyList<SubmitDescription> jobs)
    {
        var groups = jobs.Where(job => job.BatchName is not null && job.BatchName != job.WiderBatchName)
            .CountBy(job => job.BatchName!)
            .ToArray();
        if (groups.Length <= AtMost)
            return jobs;
        var kept = groups.OrderByDescending(group => group.Value).Take(AtMost).Select(group => group.Key).ToHashSet();
        return
        [
            .. jobs.Select(job =>
                job.BatchName is null || kept.Contains(job.BatchName) ? job : job with { BatchName = job.WiderBatchName }
            ),
        ];
    }
}
