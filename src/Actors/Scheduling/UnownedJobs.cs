using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Unowned jobs in the queue: jobs of this instance that no pod owns (the journal lost its last entries, the tag is missing or names no
/// pod, the pod was refused), and jobs with this instance's name from another data folder. The log names them once, the health board as
/// long as they are there. The sidecar never touches them: only a person can know whose they are. Jobs whose ads cannot be read may belong
/// to a pod or not: the board counts them, and <see cref="UnreadableJobs"/> logs them.
/// </summary>
/// <param name="board">Shows the counts.</param>
/// <param name="list">Shows each of them to operators.</param>
/// <param name="instance">The name that all jobs of this instance carry.</param>
/// <param name="log">Gets one entry for each unowned job.</param>
internal sealed class UnownedJobs(HealthBoard board, UnownedBoard list, string instance, ILogger log)
{
    private const string WithoutPod = "jobs-without-a-pod";
    private const string OfAnotherFolder = "jobs-of-another-data-folder";
    private const string Unreadable = "jobs-that-cannot-be-read";
    private const int Named = 5;

    private readonly HashSet<JobId> _withoutPod = [];
    private readonly List<JobId> _unsaid = [];
    private bool _hasOthers;
    private bool _hasSeen;

    public void Add(UnownedJobSeen told)
    {
        if (_withoutPod.Add(told.Job))
            _unsaid.Add(told.Job);
    }

    /// <summary>Called after each poll that succeeded.</summary>
    /// <param name="queue">What the poll saw.</param>
    /// <param name="hasPod">True if a pod watches the job by now, because a create has found it.</param>
    public void Seen(JobQuery queue, Predicate<JobAd> hasPod)
    {
        _withoutPod.IntersectWith(queue.Jobs.Where(ad => ad.Status != JobStatus.Removed && !hasPod(ad)).Select(ad => ad.Id));
        _unsaid.RemoveAll(job => !_withoutPod.Contains(job));
        if (_unsaid.Count > 0)
            log.JobsOwnedByNoPod(Words(_unsaid));
        _unsaid.Clear();
        // The pods answer after the first poll which of its jobs they do not own.
        if (_hasSeen)
            list.Jobs = Listed(queue);
        _hasSeen = true;
        if (_withoutPod.Count > 0)
            board.Report(WithoutPod, "no pod owns " + Words(_withoutPod));
        else
            board.Clear(WithoutPod);

        if (queue.Unreadable.Count > 0)
            board.Report(Unreadable, Words(queue.Unreadable));
        else
            board.Clear(Unreadable);

        var others = queue.OfAnotherFolder;
        if (others.Count > 0 && !_hasOthers)
            log.JobsOfAnotherFolder(Words(others), instance);
        _hasOthers = others.Count > 0;
        if (_hasOthers)
            board.Report(OfAnotherFolder, $"another data folder owns {Words(others)} with the InstanceName \"{instance}\"");
        else
            board.Clear(OfAnotherFolder);
    }

    private UnownedSeen[] Listed(JobQuery queue) =>
        [
            .. queue.Jobs.Where(ad => _withoutPod.Contains(ad.Id)).Select(ad => new UnownedSeen(ad.Id, ad, KindOf(ad))),
            .. queue.OfAnotherFolder.Select(id => new UnownedSeen(id, null, UnownedKind.OtherFolder)),
            .. queue.Unreadable.Select(job => new UnownedSeen(job.Id, null, UnownedKind.Unreadable, $"{job.Attribute} {job.Words}")),
        ];

    private static UnownedKind KindOf(JobAd ad) =>
        ad.Tag is not { } tag ? UnownedKind.NoTag
        : PodUid.TryParse(tag.Value, out _) ? UnownedKind.PodUnknown
        : UnownedKind.TagOfNoPod;

    // Only ids: all other words of the ad are foreign text, and the log has them.
    private static string Words(IReadOnlyList<UnreadableJob> jobs)
    {
        JobId[] ids = [.. jobs.Select(job => job.Id).OfType<JobId>()];
        return ids.Length == jobs.Count
            ? Words(ids)
            : $"{jobs.Count} jobs, {jobs.Count - ids.Length} of them without a readable id; the log says more";
    }

    private static string Words(IReadOnlyCollection<JobId> jobs)
    {
        var ids = string.Join(", ", jobs.Order().Take(Named)) + (jobs.Count > Named ? ", ..." : "");
        return jobs.Count == 1 ? $"1 job ({ids})" : $"{jobs.Count} jobs ({ids})";
    }
}
