using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Runner;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>Tell the sender what the job's stream says: once looked at, be it empty, and whenever it has grown. Repeated: told anew.</summary>
internal sealed record WatchStream(JobTag Tag, JobId Job);

internal sealed record UnwatchStream(JobTag Tag);

/// <summary>Read the stream from its start to its end; answered with <see cref="RunRead"/>.</summary>
/// <param name="Tag">Whose.</param>
/// <param name="Job">Of which job.</param>
/// <param name="NotFetched">Why it may not be all.</param>
internal sealed record ReadToEnd(JobTag Tag, JobId Job, CondorFailure? NotFetched = null);

/// <summary>Follows the output streams of this node's live jobs: one look each per round, reading only what has grown.</summary>
internal sealed class StreamWatcherActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;
    private sealed record Scanned(IReadOnlyList<(Watched Watched, RunView View, RunSeen Seen)> News, string? Fault);

    private readonly Dictionary<JobTag, Watched> _watched = [];

    private sealed class Watched(JobTag tag, IActorRef pod, Func<OutputMark?> mark)
    {
        public JobTag Tag { get; } = tag;
        public IActorRef Pod { get; } = pod;
        public Func<OutputMark?> Mark { get; } = mark;
        public RunFollower Follower { get; } = new();
        public OutputMark? Read { get; set; }
        public RunView? Told { get; set; }
    }

    public StreamWatcherActor(IJobOutput output, IJobFolders folders, ActorsOptions options)
    {
        var log = Context.GetLogger();
        Receive<WatchStream>(watch => _watched[watch.Tag] = new Watched(watch.Tag, Sender, output.MarksOf(watch.Tag)));
        Receive<UnwatchStream>(unwatch => _watched.Remove(unwatch.Tag));
        // The followers belong to the scan while it runs, and there is never more than one.
        Receive<Tick>(_ => Scan(output, folders, [.. _watched.Values]).PipeTo(Self));
        Receive<Scanned>(scanned =>
        {
            if (scanned.Fault is { } fault) log.Warning("a stream could not be read; it is looked at again: {0}", fault);
            foreach (var (watched, view, seen) in scanned.News)
            {
                watched.Told = view;
                if (_watched.GetValueOrDefault(watched.Tag) == watched) watched.Pod.Tell(seen);
            }
            Again();
        });
        Receive<Status.Failure>(failed =>
        {
            log.Warning("streams could not be read: {0}", failed.Cause.Message);
            Again();
        });
        Receive<ReadToEnd>(read => Whole(output, read).PipeTo(Sender, success: seen => seen,
            failure: e => new RunRead(RunView.Empty, new CondorFailure(CondorFailureKind.Storage, "job output", null, e.Message))));

        void Again() => Timers.StartSingleTimer(nameof(Tick), new Tick(), options.StreamInterval);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Tick());

    private static async Task<Scanned> Scan(IJobOutput output, IJobFolders folders, IReadOnlyList<Watched> all)
    {
        await Task.Yield(); // thousands of looks are not the actor's to make
        var news = new List<(Watched, RunView, RunSeen)>();
        string? fault = null;
        foreach (var watched in all)
        {
            try
            {
                await LookAsync(watched).ConfigureAwait(false);
            }
            // One stream that cannot be read (a mode, a bad block) is no reason to hear nothing of all others.
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                fault = $"{watched.Tag}: {failed.Message}";
            }
        }
        return new Scanned(news, fault);

        async Task LookAsync(Watched watched)
        {
            var follower = watched.Follower;
            var mark = watched.Mark();
            var view = mark == watched.Read ? follower.View : await RunsOfJob.ReadAsync(output, watched.Tag, follower).ConfigureAwait(false);
            if (view is null) return;
            watched.Read = mark; // as it was before the reading
            if (view == watched.Told) return;
            var isAnother = view.RunId is not null && view.RunId != watched.Told?.RunId;
            news.Add((watched, view, isAnother ? await RunsOfJob.WithEarlierAsync(output, watched.Tag, view).ConfigureAwait(false) : new RunSeen(view)));
            // A job that is run again and again must not fill the disk. What could not be removed is tried again with the next run.
            if (isAnother) await folders.RemoveOldOutputAsync(watched.Tag, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task<RunRead> Whole(IJobOutput output, ReadToEnd read)
    {
        var newest = await RunsOfJob.ReadAsync(output, read.Tag, new RunFollower()).ConfigureAwait(false) ?? RunView.Empty;
        var seen = await RunsOfJob.WithEarlierAsync(output, read.Tag, newest).ConfigureAwait(false);
        return new RunRead(seen.Run, read.NotFetched) { Before = seen.Before };
    }
}
