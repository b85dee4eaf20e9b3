using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Runner;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>One job's output as its watcher has read it so far. Of one look at a time.</summary>
internal sealed class WatchedStream(JobTag tag, JobId job, IActorRef pod, IOutputMarks marks)
{
    private readonly RunFollower _follower = new();
    private OutputMark? _read;
    private RunView? _told;
    private bool _tellAnew;

    public JobTag Tag { get; } = tag;
    public JobId Job { get; } = job;
    public IActorRef Pod { get; } = pod;

    /// <summary>The next look tells all there is, also while one is under way.</summary>
    public void TellAnew() => Volatile.Write(ref _tellAnew, true);

    /// <summary>What its pod has not been told yet, and whether it was written since the look before; null when there is nothing.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task<(RunSeen Seen, bool HasGrown)?> LookAsync(IJobOutput output, IJobFolders folders)
    {
        var now = marks.Newest();
        var view = now == _read ? _follower.View : await RunsOfJob.ReadAsync(output, Tag, _follower).ConfigureAwait(false);
        if (view is null) return null;
        _read = now; // as it was before the reading
        var anew = Interlocked.Exchange(ref _tellAnew, false);
        if (view == _told && !anew) return null;
        try
        {
            var seen = anew || view.RunId != _told?.RunId ? await WithEarlierAsync(view, output, folders).ConfigureAwait(false) : new RunSeen(view);
            var hasGrown = _told is not null && view != _told;
            _told = view;
            return (seen, hasGrown);
        }
        catch when (anew)
        {
            TellAnew(); // the pod still waits for it
            throw;
        }
    }

    private async Task<RunSeen> WithEarlierAsync(RunView view, IJobOutput output, IJobFolders folders)
    {
        if (view.RunId is null) return new RunSeen(view);
        var seen = await RunsOfJob.WithEarlierAsync(output, Tag, view).ConfigureAwait(false);
        // A job that is run again and again must not fill the disk. What could not be removed is tried again with the next run.
        if (seen.Before.Count > 0) await folders.RemoveOldOutputAsync(Tag, CancellationToken.None).ConfigureAwait(false);
        return seen;
    }
}
