using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Runner;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>One job's output as its watcher has read it so far. Of one look at a time.</summary>
internal sealed class WatchedStream(JobTag tag, IActorRef pod, Func<OutputMark?> mark)
{
    private readonly RunFollower _follower = new();
    private OutputMark? _read;
    private RunView? _told;

    public JobTag Tag { get; } = tag;
    public IActorRef Pod { get; } = pod;

    /// <summary>It has been looked at before: what a look finds from then on is what was written in between.</summary>
    public bool IsKnown => _told is not null;

    /// <summary>What its pod has not been told yet; null when there is nothing.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task<RunSeen?> LookAsync(IJobOutput output, IJobFolders folders)
    {
        var now = mark();
        var view = now == _read ? _follower.View : await RunsOfJob.ReadAsync(output, Tag, _follower).ConfigureAwait(false);
        if (view is null) return null;
        _read = now; // as it was before the reading
        if (view == _told) return null;
        var isAnother = view.RunId is not null && view.RunId != _told?.RunId;
        var seen = isAnother ? await RunsOfJob.WithEarlierAsync(output, Tag, view).ConfigureAwait(false) : new RunSeen(view);
        // A job that is run again and again must not fill the disk. What could not be removed is tried again with the next run.
        if (seen.Before.Count > 0) await folders.RemoveOldOutputAsync(Tag, CancellationToken.None).ConfigureAwait(false);
        _told = view;
        return seen;
    }
}
