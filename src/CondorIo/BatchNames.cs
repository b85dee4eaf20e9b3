namespace HtcondorActors.CondorIo;

/// <summary>
/// Pure: bounds the number of batch names that one call submits. <c>condor_q</c> shows all jobs of a cluster under the name of the first
/// one, so each name needs a <c>condor_submit</c> of its own. One of those costs as much as hundreds of further jobs in another.
/// </summary>
internal static class BatchNames
{
    /// <summary>How many names a call has beside the wider ones, and how many wider ones.</summary>
    public const int AtMost = 8;

    /// <summary>
    /// The same jobs in the same order. The largest groups keep their names, and all other jobs get the wider one. If those are still too
    /// many, the jobs of the smallest groups get no name.
    /// </summary>
    public static IReadOnlyList<SubmitDescription> Bounded(IReadOnlyList<SubmitDescription> jobs) =>
        Largest(
            Largest(jobs, AtMost, job => job.BatchName != job.WiderBatchName, job => job.WiderBatchName),
            2 * AtMost,
            _ => true,
            _ => null
        );

    private static IReadOnlyList<SubmitDescription> Largest(
        IReadOnlyList<SubmitDescription> jobs,
        int most,
        Func<SubmitDescription, bool> counts,
        Func<SubmitDescription, string?> other
    )
    {
        bool IsNamed(SubmitDescription job) => job.BatchName is not null && counts(job);
        var groups = jobs.Where(IsNamed).CountBy(job => job.BatchName!).ToArray();
        if (groups.Length <= most)
            return jobs;
        var kept = groups.OrderByDescending(group => group.Value).Take(most).Select(group => group.Key).ToHashSet();
        return [.. jobs.Select(job => !IsNamed(job) || kept.Contains(job.BatchName!) ? job : job with { BatchName = other(job) })];
    }
}
