using Akka.Actor;
using Akka.Event;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Queue;

/// <summary>These jobs run, as the queue shows it; told at each poll.</summary>
internal sealed record JobsRun(IReadOnlyList<(JobTag Tag, JobId Job)> Jobs);

/// <summary>
/// All fetching of spooled jobs' output: one fetch at a time for all pods, of those that have ended and of those that are due. So the processes
/// do not grow with the pods or with who reads their logs, and between two rounds of running jobs the schedd rests as long as the last one took.
/// </summary>
internal sealed class OutputFetchActor : ReceiveActor, IWithTimers
{
    private sealed record Beat;
    private sealed record Brought(IReadOnlyList<(ReadToEnd Read, IActorRef Pod)> Ends, IReadOnlyList<(JobTag Tag, JobId Job)> Due, DateTimeOffset Begun, IReadOnlyList<JobResult> Results);

    private readonly ICondorScheduler _scheduler;
    private readonly IJobOutput _output;
    private readonly FetchBoard _board;
    private readonly ActorsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(ReadToEnd Read, IActorRef Pod)> _ended = new();
    private bool _underWay;
    private DateTimeOffset _restsUntil;

    /// <param name="scheduler">The port.</param>
    /// <param name="output">What has come.</param>
    /// <param name="board">Who runs, and who is read.</param>
    /// <param name="streams">Reads what has come, for the pod that asked.</param>
    /// <param name="options">The intervals.</param>
    /// <param name="clock">The time.</param>
    public OutputFetchActor(ICondorScheduler scheduler, IJobOutput output, FetchBoard board, IActorRef streams, ActorsOptions options, TimeProvider clock)
    {
        (_scheduler, _output, _board, _options, _clock) = (scheduler, output, board, options, clock);
        Receive<JobsRun>(run => board.Show(run.Jobs));
        Receive<Beat>(_ => Next());
        Receive<ReadToEnd>(read =>
        {
            _ended.Enqueue((read, Sender));
            Next();
        });
        Receive<Brought>(brought =>
        {
            _underWay = false;
            var now = _clock.GetUtcNow();
            if (brought.Due.Count > 0) _restsUntil = now + (now - brought.Begun);
            foreach (var ((read, pod), result) in brought.Ends.Zip(brought.Results)) streams.Tell(read with { NotFetched = result.Failure }, pod);
            Next();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Beat), new Beat(), _options.StreamInterval);

    private void Next()
    {
        if (_underWay) return;
        var now = _clock.GetUtcNow();
        var due = now < _restsUntil ? [] : FetchPlan.Next(_board.Running, now, _options);
        List<(ReadToEnd Read, IActorRef Pod)> ends = [];
        while (ends.Count < FetchPlan.JobsAtMost && _ended.TryDequeue(out var one)) ends.Add(one);
        if (ends.Count + due.Count == 0) return;
        _underWay = true;
        FetchAsync(ends, due, now).PipeTo(Self, failure: cause =>
        {
            _log.Error(cause, "the output of jobs could not be fetched, in an unforeseen way");
            var failure = new CondorFailure(CondorFailureKind.Unreadable, "job output", null, cause.GetType().Name);
            return new Brought(ends, due, now, [.. ends.Select(one => new JobResult(one.Read.Tag, one.Read.Job, failure))]);
        });
    }

    private async Task<Brought> FetchAsync(IReadOnlyList<(ReadToEnd Read, IActorRef Pod)> ends, IReadOnlyList<(JobTag Tag, JobId Job)> due, DateTimeOffset now)
    {
        var results = await _scheduler.FetchOutputAsync([.. ends.Select(one => (one.Read.Tag, one.Read.Job)), .. due], CancellationToken.None).ConfigureAwait(false);
        // Also what failed is not due again at once: a job that is just starting fails now and then.
        foreach (var (tag, _) in due) _board.Fetched(tag, now, _output.MarkOf(tag)?.Length ?? 0);
        return new Brought(ends, due, now, results);
    }
}
