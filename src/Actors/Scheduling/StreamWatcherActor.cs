using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Follows the output streams of all running jobs. A stream is read shortly after inotify reports a write. Since inotify may miss writes,
/// rounds read all streams. Rounds are rare while inotify works: reading ten thousand streams twice a second would take a good part of a
/// core.
/// </summary>
internal sealed class StreamWatcherActor : ReceiveActor, IWithTimers
{
    /// <summary>The most streams in one look.</summary>
    private const int AtOnce = 500;

    /// <summary>How much rarer rounds are while inotify reports every write.</summary>
    private const int RareRoundFactor = 10;

    /// <summary>After a round finds output that inotify did not report, this many rounds are frequent.</summary>
    private const int FrequentRoundsAfterMiss = 20;

    /// <summary>
    /// After a look the watcher pauses this many times as long as the look took, at most one interval. So looks take at most a quarter of a
    /// core, however much the jobs write, unless the machine is so busy that a look takes longer than an interval. Streams that pods ask
    /// for do not wait for the pause: such a pod, like every pod after a start, has no status until its stream is read.
    /// </summary>
    private const int LookPauseFactor = 3;

    /// <summary>A job writes its first frames one by one. This delay lets one look read them together.</summary>
    private static readonly TimeSpan GatherDelay = TimeSpan.FromMilliseconds(40);

    private sealed record PollRound;

    private sealed record NoticesPending;

    private sealed record ContinueLooking;

    private sealed record ReadRequested;

    private sealed record WatchFailed(string Words);

    private sealed record ReadsProgressDue;

    private sealed record StreamReadDone(IActorRef Pod, long Step, RunRead? Seen);

    /// <summary>Why streams are looked at.</summary>
    private enum LookCause
    {
        Asked,
        Heard,
        Round,
    }

    /// <param name="News">The news for the pods.</param>
    /// <param name="More">Streams that were not read to their end.</param>
    /// <param name="Cause">Why the streams were read.</param>
    /// <param name="Took">How long the look took.</param>
    /// <param name="Faults">New faults of some streams, not logged yet.</param>
    private sealed record LookDone(
        IReadOnlyList<(WatchedStream Stream, RunSeen Seen, bool HasGrown)> News,
        IReadOnlyList<WatchedStream> More,
        LookCause Cause,
        TimeSpan Took,
        IReadOnlyList<string> Faults
    );

    private readonly Dictionary<JobTag, WatchedStream> _watched = [];
    private readonly StepsInProgress _reads = new();
    private readonly Queue<WatchedStream> _asked = [];
    private readonly Queue<WatchedStream> _round = [];
    private readonly PendingNotices _notices;
    private readonly IJobOutput _output;
    private readonly IJobFolders _folders;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _beat;
    private readonly TimeProvider _clock;
    private IDisposable? _listening;
    private LookCause? _looking;
    private bool _isDue;
    private bool _noticesFirst;
    private bool _isNotified;
    private int _frequentRoundsLeft;

    public StreamWatcherActor(IJobOutput output, IJobFolders folders, ActorsOptions options, TimeProvider clock)
        : this(output, folders, options, clock, DiskReadSlots.OfEnds) { }

    public StreamWatcherActor(IJobOutput output, IJobFolders folders, ActorsOptions options, TimeProvider clock, DiskReadSlots ends)
    {
        (_output, _folders, _interval, _beat, _clock) = (output, folders, options.StreamInterval, options.StepTimeLimit / 4, clock);
        var (log, self, whole) = (Context.GetLogger(), Self, new EndedStreamReader(output, ends, clock));
        _notices = new PendingNotices(() => self.Tell(new NoticesPending()));
        Receive<WatchStream>(watch =>
        {
            if (_watched.TryGetValue(watch.Tag, out var known) && known.Job == watch.Job && known.Pod.Equals(Sender))
                known.ReportAgain();
            else
                _watched[watch.Tag] = known = new WatchedStream(watch.Tag, watch.Job, Sender, output.MarksOf(watch.Tag));
            // The stream is not among the notices: the kernel has reported no write, and may never do so.
            _asked.Enqueue(known);
            if (!Timers.IsTimerActive(nameof(ReadRequested)))
                Timers.StartSingleTimer(nameof(ReadRequested), new ReadRequested(), GatherDelay);
        });
        Receive<UnwatchStream>(unwatch => _watched.Remove(unwatch.Tag));
        Receive<NoticesPending>(_ => LookAfter(GatherDelay));
        Receive<ContinueLooking>(_ => RequestLook());
        Receive<ReadRequested>(_ => LookNow());
        Receive<WatchFailed>(deaf =>
        {
            if (_frequentRoundsLeft == 0)
                log.Warning(
                    "inotify is not available for some job folders; their output is read every {0} s instead: {1}",
                    _interval.TotalSeconds,
                    deaf.Words
                );
            PollMoreOften();
        });
        Receive<PollRound>(_ =>
        {
            foreach (var stream in _watched.Values)
                _round.Enqueue(stream);
            if (!IsPausing)
                RequestLook();
        });
        Receive<LookDone>(looked =>
        {
            if (looked.Faults is [var fault, ..])
            {
                var others = looked.Faults.Count > 1 ? $" (and {looked.Faults.Count - 1} more)" : "";
                log.Warning("the output of a job cannot be read; the sidecar tries again: {0}{1}", fault, others);
            }
            foreach (var stream in looked.More)
                _asked.Enqueue(stream);
            foreach (var (stream, seen, hasGrown) in looked.News)
            {
                if (!IsWatched(stream))
                    continue;
                if (hasGrown && looked.Cause == LookCause.Heard)
                    _isNotified = true;
                if (hasGrown && looked.Cause == LookCause.Round && !_notices.Has(stream.Tag))
                    PollMoreOften();
                stream.Pod.Tell(seen);
            }
            _looking = null;
            if (looked.Cause != LookCause.Asked)
                LookAfter(looked.Took * LookPauseFactor < _interval ? looked.Took * LookPauseFactor : _interval);
            LookNow();
        });
        Receive<ReadToEnd>(read =>
        {
            var pod = Sender;
            _reads.Begin(pod, read.Step);
            whole.ReadAsync(read).PipeTo(Self, success: seen => new StreamReadDone(pod, read.Step, seen));
        });
        Receive<StreamReadDone>(read =>
        {
            if (read.Seen is { } seen)
                _reads.Answer(read.Pod, read.Step, seen);
            else
                _reads.Lose(read.Pod, read.Step);
        });
        Receive<ReadsProgressDue>(_ => _reads.ReportProgress());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var self = Self;
        _listening = _output.Listen(_notices.Add, words => self.Tell(new WatchFailed(words)));
        Self.Tell(new PollRound());
        Timers.StartPeriodicTimer(nameof(ReadsProgressDue), new ReadsProgressDue(), _beat);
    }

    protected override void PostStop()
    {
        _listening?.Dispose();
        _reads.ReportAllLost();
    }

    /// <summary>
    /// True during a look at known streams, and in the pause after it. Notices that arrive meanwhile are kept for the next look.
    /// </summary>
    private bool IsPausing => _isDue || _looking is LookCause.Heard or LookCause.Round || Timers.IsTimerActive(nameof(ContinueLooking));

    private void LookAfter(TimeSpan pause)
    {
        if (!IsPausing)
            Timers.StartSingleTimer(nameof(ContinueLooking), new ContinueLooking(), pause);
    }

    private void RequestLook()
    {
        _isDue = true;
        LookNow();
    }

    // A look owns the streams that it reads, so there is never more than one look at a time.
    private void LookNow()
    {
        if (_looking is not null)
            return;
        if (_isDue)
        {
            _isDue = false;
            LookAtNextBatch();
            if (_round.Count == 0 && !Timers.IsTimerActive(nameof(PollRound)))
                NextRound();
        }
        if (_looking is null)
            Look(Next(_asked), LookCause.Asked);
    }

    // Notices and rounds take turns, so that jobs that write without a pause do not keep the others from being read.
    private void LookAtNextBatch()
    {
        _noticesFirst = !_noticesFirst;
        if (_noticesFirst)
            Look(NextNotified(), LookCause.Heard);
        if (_looking is null)
            Look(Next(_round), LookCause.Round);
        if (_looking is null)
            Look(NextNotified(), LookCause.Heard);
    }

    // None: there are no more.
    private List<WatchedStream> Next(Queue<WatchedStream> streams)
    {
        var next = new List<WatchedStream>();
        while (next.Count < AtOnce && streams.TryDequeue(out var stream))
            if (IsWatched(stream))
                next.Add(stream);
        return next;
    }

    // None: there are no more.
    private List<WatchedStream> NextNotified()
    {
        while (_notices.Take(AtOnce) is { Count: > 0 } tags)
            if (tags.Select(tag => _watched.GetValueOrDefault(tag)).OfType<WatchedStream>().ToList() is { Count: > 0 } streams)
                return streams;
        return [];
    }

    private void NextRound()
    {
        Timers.StartSingleTimer(
            nameof(PollRound),
            new PollRound(),
            _isNotified && _frequentRoundsLeft == 0 ? _interval * RareRoundFactor : _interval
        );
        if (_frequentRoundsLeft > 0)
            _frequentRoundsLeft--;
    }

    private bool IsWatched(WatchedStream stream) => _watched.GetValueOrDefault(stream.Tag) == stream;

    // Makes rounds frequent for a while.
    private void PollMoreOften()
    {
        var wasRare = _isNotified && _frequentRoundsLeft == 0;
        _frequentRoundsLeft = FrequentRoundsAfterMiss;
        if (wasRare)
            Timers.StartSingleTimer(nameof(PollRound), new PollRound(), _interval);
    }

    private void Look(List<WatchedStream> streams, LookCause cause)
    {
        if (streams.Count == 0)
            return;
        _looking = cause;
        LookAsync(streams, cause).PipeTo(Self, failure: e => new LookDone([], [], cause, TimeSpan.Zero, [e.Message]));
    }

    private async Task<LookDone> LookAsync(IReadOnlyList<WatchedStream> streams, LookCause cause)
    {
        await Task.Yield(); // so that reading thousands of streams does not block the actor
        var began = _clock.GetTimestamp();
        var news = new List<(WatchedStream, RunSeen, bool)>();
        var (more, faults) = (new List<WatchedStream>(), new List<string>());
        foreach (var stream in streams)
        {
            if (await stream.LookAsync(_output, _folders) is var (seen, hasGrown))
                news.Add((stream, seen, hasGrown));
            if (stream.Fault is { } fault)
                faults.Add($"{stream.Tag}: {fault}");
            else if (stream.HasMore)
                more.Add(stream);
        }
        return new LookDone(news, more, cause, _clock.GetElapsedTime(began), faults);
    }
}
