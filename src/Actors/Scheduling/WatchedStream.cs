using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>One job's output as far as the watcher has read it. One look at a time may use it.</summary>
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

    /// <summary>Makes the next look report everything again. May be called during a look.</summary>
    public void ReportAgain() => Volatile.Write(ref _tellAnew, true);

    /// <summary>True if the last look did not read to the end, so that another look must follow.</summary>
    public bool HasMore => _fault is null && (_follower.HasMore || _earlier is not null);

    /// <summary>A new fault of the stream, in words; null if there is none, or if it was logged already.</summary>
    public string? Fault { get; private set; }

    /// <summary>
    /// What the pod has not heard yet, and whether the stream has grown since the last look; null if there is nothing new.
    /// </summary>
    public async Task<(RunSeen Seen, bool HasGrown)?> LookAsync(IJobOutput output, IJobFolders folders)
    {
        var before = _fault;
        try
        {
            var seen = await ReadAsync(output, folders);
            _fault = _follower.HasGivenUp ? NoStream : null;
            return seen;
        }
        // One stream that cannot be read (its mode, a bad block) must not keep the others from being read.
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            _fault = failed.Message;
            return null;
        }
        finally
        {
            // The stream may be read twice a second, but a fault is logged once.
            Fault = _fault == before ? null : _fault;
        }
    }

    private async Task<(RunSeen Seen, bool HasGrown)?> ReadAsync(IJobOutput output, IJobFolders folders)
    {
        var now = marks.Newest();
        // If the folder is missing too, a missing stream means nothing. An empty stream would mean that the job has not run.
        if (now is null && !output.HasFolder(Tag))
            return null;
        var budget = new ReadBudget(ReadBudget.PerPass);
        var isRead = now == _read && !_follower.HasMore;
        var view = isRead ? _follower.View : await RunReader.ReadAsync(output, Tag, _follower, budget);
        if (view is null)
            return null;
        // After a start, reporting only the beginning of the stream would take back what an earlier process has reported.
        if (_follower.HasMore && _told is null)
            return null;
        _read = now; // the mark from before the read: a write during the read changes it
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
            ReportAgain(); // the pod still waits for the report
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
        // A job that HTCondor runs again and again must not fill the disk. But what its runs have shown is needed after a restart of this
        // process. Output that could not be shortened is shortened after the next run.
        if (runs.Before.Count > 0)
            await folders.ShortenOldOutputAsync(Tag, RunEvents.OfAsync, CancellationToken.None);
        return new RunSeen(runs.Counting) { Before = runs.Before };
    }
}
