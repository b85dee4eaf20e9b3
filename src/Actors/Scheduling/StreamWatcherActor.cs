using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Follows the output streams of this node's live jobs. Those that the file system says were written are looked at in a moment; in rounds all are, for it need not say
/// so. While it does, the rounds are rare: a look at ten thousand streams takes a good part of a core when it is made twice a second.
/// </summary>
internal sealed class StreamWatcherActor : ReceiveActor, IWithTimers
{
    /// <summary>So many are looked at in one go.</summary>
    private const int AtOnce = 500;

    /// <summary>How much rarer rounds are while all that is written is heard of.</summary>
    private const int Rarer = 10;

    /// <summary>So many rounds are not rare after one that found what was not heard of.</summary>
    private const int Wary = 20;

    /// <summary>
    /// However much is written, looking takes no more than a quarter of a core; unless the machine is so busy that a look takes longer than an interval. Streams that
    /// their pods ask for do not wait for that: nothing is told of those pods until they are read, as of all of them after a start.
    /// </summary>
    private const int PauseOfLook = 3;

    /// <summary>A job writes its first frames one by one: they are read together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(40);

    private sealed record Round;
    private sealed record Heard;
    private sealed record LookOn;
    private sealed record ReadOn;
    private sealed record Deaf(string Words);
    private sealed record Beat;
    private sealed record WholeRead(IActorRef Pod, long Step, RunRead? Seen);

    /// <summary>Why streams are looked at.</summary>
    private enum Cause { Asked, Heard, Round }

    /// <param name="News">What is to be told.</param>
    /// <param name="More">Streams that were not read to their end.</param>
    /// <param name="Cause">Why they were looked at.</param>
    /// <param name="Took">How long that took.</param>
    /// <param name="Faults">What is wrong with some, and was not said yet.</param>
    private sealed record Looked(
        IReadOnlyList<(WatchedStream Stream, RunSeen Seen, bool HasGrown)> News, IReadOnlyList<WatchedStream> More, Cause Cause,
        TimeSpan Took, IReadOnlyList<string> Faults);

    private readonly Dictionary<JobTag, WatchedStream> _watched = [];
    private readonly StepsUnderWay _reads = new();
    private readonly Queue<WatchedStream> _asked = [];
    private readonly Queue<WatchedStream> _round = [];
    private readonly HeardOf _heard;
    private readonly IJobOutput _output;
    private readonly IJobFolders _folders;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _beat;
    private readonly TimeProvider _clock;
    private IDisposable? _listening;
    private Cause? _looking;
    private bool _isDue;
    private bool _heardFirst;
    private bool _hears;
    private int _wary;

    public StreamWatcherActor(IJobOutput output, IJobFolders folders, ActorsOptions options, TimeProvider clock)
        : this(output, folders, options, clock, DiskTurns.OfEnds)
    {
    }

    public StreamWatcherActor(IJobOutput output, IJobFolders folders, ActorsOptions options, TimeProvider clock, DiskTurns ends)
    {
        (_output, _folders, _interval, _beat, _clock) = (output, folders, options.StreamInterval, options.StepTimeLimit / 4, clock);
        var (log, self, whole) = (Context.GetLogger(), Self, new WholeReads(output, ends, clock));
        _heard = new HeardOf(() => self.Tell(new Heard()));
        Receive<WatchStream>(watch =>
        {
            if (_watched.TryGetValue(watch.Tag, out var known) && known.Job == watch.Job && known.Pod.Equals(Sender))
                known.TellAnew();
            else
                _watched[watch.Tag] = known = new WatchedStream(watch.Tag, watch.Job, Sender, output.MarksOf(watch.Tag));
            // Not among those that were heard of: the kernel told nothing, and may never.
            _asked.Enqueue(known);
            if (!Timers.IsTimerActive(nameof(ReadOn))) Timers.StartSingleTimer(nameof(ReadOn), new ReadOn(), Gather);
        });
        Receive<UnwatchStream>(unwatch => _watched.Remove(unwatch.Tag));
        Receive<Heard>(_ => LookAfter(Gather));
        Receive<LookOn>(_ => Due());
        Receive<ReadOn>(_ => LookNow());
        Receive<Deaf>(deaf =>
        {
            if (_wary == 0)
                log.Warning("inotify is not available for some job folders; their output is read every {0} s instead: {1}",
                    _interval.TotalSeconds, deaf.Words);
            Distrust();
        });
        Receive<Round>(_ =>
        {
            foreach (var stream in _watched.Values) _round.Enqueue(stream);
            if (!IsResting) Due();
        });
        Receive<Looked>(looked =>
        {
            if (looked.Faults is [var fault, ..])
            {
                var others = looked.Faults.Count > 1 ? $" (and {looked.Faults.Count - 1} more)" : "";
                log.Warning("the output of a job cannot be read; the sidecar tries again: {0}{1}", fault, others);
            }
            foreach (var stream in looked.More) _asked.Enqueue(stream);
            foreach (var (stream, seen, hasGrown) in looked.News)
            {
                if (!IsWatched(stream)) continue;
                if (hasGrown && looked.Cause == Cause.Heard) _hears = true;
                if (hasGrown && looked.Cause == Cause.Round && !_heard.Has(stream.Tag)) Distrust();
                stream.Pod.Tell(seen);
            }
            _looking = null;
            if (looked.Cause != Cause.Asked) LookAfter(looked.Took * PauseOfLook < _interval ? looked.Took * PauseOfLook : _interval);
            LookNow();
        });
        Receive<ReadToEnd>(read =>
        {
            var pod = Sender;
            _reads.Begin(pod, read.Step);
            whole.ReadAsync(read).PipeTo(Self, success: seen => new WholeRead(pod, read.Step, seen));
        });
        Receive<WholeRead>(read =>
        {
            if (read.Seen is { } seen) _reads.Answer(read.Pod, read.Step, seen);
            else _reads.Lose(read.Pod, read.Step);
        });
        Receive<Beat>(_ => _reads.SayThatTheyGoOn());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var self = Self;
        _listening = _output.Listen(_heard.Add, words => self.Tell(new Deaf(words)));
        Self.Tell(new Round());
        Timers.StartPeriodicTimer(nameof(Beat), new Beat(), _beat);
    }

    protected override void PostStop()
    {
        _listening?.Dispose();
        _reads.LoseAll();
    }

    /// <summary>Between looks at streams that have been read before, or in one: what is heard meanwhile is not lost, it is looked at after that.</summary>
    private bool IsResting => _isDue || _looking is Cause.Heard or Cause.Round || Timers.IsTimerActive(nameof(LookOn));

    private void LookAfter(TimeSpan pause)
    {
        if (!IsResting) Timers.StartSingleTimer(nameof(LookOn), new LookOn(), pause);
    }

    private void Due()
    {
        _isDue = true;
        LookNow();
    }

    // What has been read of a stream belongs to the look while it lasts, and there is never more than one.
    private void LookNow()
    {
        if (_looking is not null) return;
        if (_isDue)
        {
            _isDue = false;
            LookAtSome();
            if (_round.Count == 0 && !Timers.IsTimerActive(nameof(Round))) NextRound();
        }
        if (_looking is null) Look(Next(_asked), Cause.Asked);
    }

    // In turn: what is written without a pause must not keep the others from being looked at.
    private void LookAtSome()
    {
        _heardFirst = !_heardFirst;
        if (_heardFirst) Look(NextHeard(), Cause.Heard);
        if (_looking is null) Look(Next(_round), Cause.Round);
        if (_looking is null) Look(NextHeard(), Cause.Heard);
    }

    // None: there are no more.
    private List<WatchedStream> Next(Queue<WatchedStream> streams)
    {
        var next = new List<WatchedStream>();
        while (next.Count < AtOnce && streams.TryDequeue(out var stream))
            if (IsWatched(stream)) next.Add(stream);
        return next;
    }

    // None: there are no more.
    private List<WatchedStream> NextHeard()
    {
        while (_heard.Take(AtOnce) is { Count: > 0 } tags)
            if (tags.Select(tag => _watched.GetValueOrDefault(tag)).OfType<WatchedStream>().ToList() is { Count: > 0 } streams) return streams;
        return [];
    }

    private void NextRound()
    {
        Timers.StartSingleTimer(nameof(Round), new Round(), _hears && _wary == 0 ? _interval * Rarer : _interval);
        if (_wary > 0) _wary--;
    }

    private bool IsWatched(WatchedStream stream) => _watched.GetValueOrDefault(stream.Tag) == stream;

    // Rounds are frequent from now on, for a while.
    private void Distrust()
    {
        var wasRare = _hears && _wary == 0;
        _wary = Wary;
        if (wasRare) Timers.StartSingleTimer(nameof(Round), new Round(), _interval);
    }

    private void Look(List<WatchedStream> streams, Cause cause)
    {
        if (streams.Count == 0) return;
        _looking = cause;
        LookAsync(streams, cause).PipeTo(Self, failure: e => new Looked([], [], cause, TimeSpan.Zero, [e.Message]));
    }

    private async Task<Looked> LookAsync(IReadOnlyList<WatchedStream> streams, Cause cause)
    {
        await Task.Yield(); // thousands of looks are not the actor's to make
        var began = _clock.GetTimestamp();
        var news = new List<(WatchedStream, RunSeen, bool)>();
        var (more, faults) = (new List<WatchedStream>(), new List<string>());
        foreach (var stream in streams)
        {
            if (await stream.LookAsync(_output, _folders).ConfigureAwait(false) is var (seen, hasGrown)) news.Add((stream, seen, hasGrown));
            if (stream.Fault is { } fault) faults.Add($"{stream.Tag}: {fault}");
            else if (stream.HasMore) more.Add(stream);
        }
        return new Looked(news, more, cause, _clock.GetElapsedTime(began), faults);
    }
}
