using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>One job's output as its watcher has read it so far. Of one look at a time.</summary>
internal sealed class WatchedStream(JobTag tag, JobId job, IActorRef pod, IOutputMarks marks)
{
    private readonly RunFollower _follower = new();
    private OutputMark? _read;
    private RunView? _told;
    private bool _tellAnew;
    private static readonly string NoStream = $"more than {FrameParser.GarbageAtMost >> 20} MiB of it are no frames; the rest is not read";

    private EarlierRunReader? _earlier;
    private string? _fault;

    public JobTag Tag { get; } = tag;
    public JobId Job { get; } = job;
    public IActorRef Pod { get; } = pod;

    /// <summary>The next look tells all there is, also while one is under way.</summary>
    public void ReportAgain() => Volatile.Write(ref _tellAnew, true);

    /// <summary>The last look ended before all was read: there is to be another one.</summary>
    public bool HasMore => _fault is null && (_follower.HasMore || _earlier is not null);

    /// <summary>What is wrong with it now, in words; null: nothing, or it was said.</summary>
    public string? Fault { get; private set; }

    /// <summary>What its pod has not been told yet, and whether it was written since the look before; null when there is nothing.</summary>
    public async Task<(RunSeen Seen, bool HasGrown)?> LookAsync(IJobOutput output, IJobFolders folders)
    {
        var before = _fault;
        try
        {
            var seen = await ReadAsync(output, folders);
            _fault = _follower.HasGivenUp ? NoStream : null;
            return seen;
        }
        // One stream that cannot be read (a mode, a bad block) is no reason to hear nothing of all others.
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            _fault = failed.Message;
            return null;
        }
        finally
        {
            // Looked at twice a second, it is said once.
            Fault = _fault == before ? null : _fault;
        }
    }

    private async Task<(RunSeen Seen, bool HasGrown)?> ReadAsync(IJobOutput output, IJobFolders folders)
    {
        var now = marks.Newest();
        // Where there is no folder, that there is no stream says nothing: an empty one would be taken for a job that has not run.
        if (now is null && !output.HasFolder(Tag))
            return null;
        var budget = new ReadBudget(ReadBudget.PerPass);
        var isRead = now == _read && !_follower.HasMore;
        var view = isRead ? _follower.View : await RunReader.ReadAsync(output, Tag, _follower, budget);
        if (view is null)
            return null;
        // The beginning of a stream, told for all of it, would take back what was told before a start of this process.
        if (_follower.HasMore && _told is null)
            return null;
        _read = now; // as it was before the reading
        var anew = Interlocked.Exchange(ref _tellAnew, false);
        if (view == _told && !anew)
            return null;
        try
        {
            var isAnother = anew || view.RunId != _told?.RunId;
            var seen = isAnother ? await WithEarlierAsync(view, output, folders, budget) : new RunSeen(view);
            if (seen is null)
            {
                if (anew)
                    ReportAgain();
                return null;
            }
            var hasGrown = _told is not null && view != _told;
            _told = view;
            return (seen, hasGrown);
        }
        catch when (anew)
        {
            ReportAgain(); // the pod still waits for it
            throw;
        }
    }

    private async Task<RunSeen?> WithEarlierAsync(RunView view, IJobOutput output, IJobFolders folders, ReadBudget budget)
    {
        if (view.RunId is null)
            return new RunSeen(view);
        _earlier ??= new EarlierRunReader(Tag);
        if (await _earlier.WithAsync(output, view, budget) is not { } runs)
            return null;
        _earlier = null;
        // A job that is run again and again must not fill the disk. What could not be removed is tried again with the next run.
        if (runs.Before.Count > 0)
            await folders.RemoveOldOutputAsync(Tag, CancellationToken.None);
        return new RunSeen(runs.Counting) { Before = runs.Before };
    }
}
