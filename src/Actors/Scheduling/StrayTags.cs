using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// The tags of the jobs that were in the queue in the last poll, but that no pod watched. After a journal has lost its last entries, these
/// jobs show which pods had a job before. Written by the poller, read by the lane of submits.
/// </summary>
internal sealed class StrayTags
{
    private sealed record Seen(HashSet<JobTag> Tags, IReadOnlyList<UnreadableJob> Unreadable);

    private volatile Seen? _seen;

    /// <summary>Called after each poll that succeeded. An empty queue may be the wrong one, so it changes nothing.</summary>
    /// <param name="queue">What the poll saw.</param>
    /// <param name="isWatched">True if a pod watches the job.</param>
    public void Update(JobQuery queue, Predicate<JobAd> isWatched)
    {
        if (queue.Jobs.Count + queue.Unreadable.Count > 0)
            _seen = new Seen([.. queue.Jobs.Where(ad => !isWatched(ad)).Select(ad => ad.Tag).OfType<JobTag>()], queue.Unreadable);
    }

    /// <summary>True if a job with this tag may have been in the queue; also as long as no poll has shown a job.</summary>
    public bool MayInclude(JobTag tag) => _seen is not { } seen || seen.Tags.Contains(tag) || seen.Unreadable.Any(job => job.MayBeOf(tag));
}
