using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Follows the output streams of this node's live jobs. Those that the file system says were written are looked at in a moment; in rounds
/// all are, for it need not say so. While it does, the rounds are rare: a look at ten thousand streams takes a good part of a core when it
/// is made twice a second.
/// </summary>
internal sealed class StreamWatcherActor : ReceiveActor, IWithTimers
{
    /// <summary>So many are looked at in one go.</summary>
    private const int AtOnce = 500;

    /// <summary>How much rarer rounds are while all that is written is heard of.</summary>
    private const int RareRoundFactor = 10;

    /// <summary>So many rounds are not rare after one that found what was not heard of.</summary>
    private const int FrequentRoundsAfterMiss = 20;

    /// <summary>
    /// However much is written, looking takes no more than a quarter of a core; unless the machine is so busy that a look takes longer than
    /// an interval. Streams that their pods ask for do not wait for that: nothing is told of those pods until they are read, as of all of
    /// them after a start.
    /// </summary>
    private const int LookPauseFactor = 3;

    /// <summary>A job writes its first frames one by one: they are read together.</summary>
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

    /// <param name="News">What is to be told.</param>
    /// <param name="More">Streams that were not read to their end.</param>
    /// <param name="Cause">Why they were looked at.</param>
    /// <param name="Took">How long that took.</param>
    /// <param name="Faults">What is wrong with some, and was not said yet.</param>
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
            // Not among those that were heard of: the kernel told nothing, and may never.
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

    /// <summary>Between looks at streams that have been read before, or in one: what is heard meanwhile is not lost, it is looked at after
    /// that.</summary>
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

    // What has been read of a stream belongs to the look while it lasts, and there is never more than one.
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

    // In turn: what is written without a pause must not keep the others from being looked at.
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

    // Rounds are frequent from now on, for a while.
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
        await Task.Yield(); // thousands of looks are not the actor's to make
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
