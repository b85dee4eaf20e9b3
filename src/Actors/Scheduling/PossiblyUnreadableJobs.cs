using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Says quickly whether a job may be among those that could not be read. A poll asks this for all jobs of a queue, and all may be
/// unreadable.
/// </summary>
internal readonly struct PossiblyUnreadableJobs(IReadOnlyList<UnreadableJob> jobs)
{
    private readonly HashSet<JobId> _ids = [.. jobs.Select(job => job.Id).OfType<JobId>()];
    private readonly HashSet<JobTag> _tags = [.. jobs.Where(job => job.Id is null).Select(job => job.Tag).OfType<JobTag>()];
    private readonly bool _mayBeAny = jobs.Any(job => job is { Id: null, Tag: null });

    /// <summary>True if <see cref="UnreadableJob.MayBe"/> is true for any of them.</summary>
    public bool MayContain(JobTag tag, JobId job) => _mayBeAny || _ids.Contains(job) || _tags.Contains(tag);
}
