using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Fetches the output of this node's spooled jobs: one fetch at a time for all of them, of ended jobs and of running jobs that are due. So
/// the number of processes does not grow with the pods or with the readers of their logs. Between two rounds of running jobs the schedd
/// rests for as long as the last round took.
/// </summary>
internal sealed class OutputFetchActor : ReceiveActor, IWithTimers
{
    private sealed record RoundDue;

    private sealed record ProgressDue;

    /// <param name="Ends">The reads of ended jobs, first among the results.</param>
    /// <param name="Due">The running jobs.</param>
    /// <param name="Begun">When the fetch began.</param>
    /// <param name="Results">Null if nobody knows what was fetched.</param>
    private sealed record FetchDone(
        IReadOnlyList<(ReadToEnd Read, IActorRef Pod)> Ends,
        IReadOnlyList<(JobTag Tag, JobId Job)> Due,
        DateTimeOffset Begun,
        IReadOnlyList<JobResult>? Results
    );

    private readonly ICondorScheduler _scheduler;
    private readonly IJobOutput _output;
    private readonly FetchBoard _board;
    private readonly ActorsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<(ReadToEnd Read, IActorRef Pod)> _ended = new();
    private readonly StepsInProgress _steps = new();
    private readonly TimeSpan _limit;
    private readonly Func<bool> _mayAct;
    private bool _underWay;
    private DateTimeOffset _restsUntil;

    /// <param name="scheduler">The port.</param>
    /// <param name="output">The output that has been fetched.</param>
    /// <param name="board">Which jobs run, and whose logs are being read.</param>
    /// <param name="streams">Reads the fetched output for the pod that asked.</param>
    /// <param name="options">The intervals.</param>
    /// <param name="limit">The time after which a fetch is given up.</param>
    /// <param name="clock">The time.</param>
    /// <param name="mayAct">False while this node does not know whether its pods are still its own.</param>
    public OutputFetchActor(
        ICondorScheduler scheduler,
        IJobOutput output,
        FetchBoard board,
        ICanTell streams,
        ActorsOptions options,
        TimeSpan limit,
        TimeProvider clock,
        Func<bool> mayAct
    )
    {
        (_scheduler, _output, _board, _options, _limit, _clock) = (scheduler, output, board, options, limit, clock);
        _mayAct = mayAct;
        Receive<RoundDue>(_ => Next());
        Receive<ReadToEnd>(read =>
        {
            _ended.Enqueue((read, Sender));
            _steps.Begin(Sender, read.Step);
            Next();
        });
        Receive<FetchDone>(brought =>
        {
            _underWay = false;
            var now = _clock.GetUtcNow();
            if (brought.Due.Count > 0)
                _restsUntil = now + (now - brought.Begun);
            for (var i = 0; i < brought.Ends.Count; i++)
            {
                var (read, pod) = brought.Ends[i];
                if (brought.Results is null)
                {
                    _steps.Lose(pod, read.Step);
                    continue;
                }
                _steps.TransferTo(pod, read.Step);
                streams.Tell(read with { NotFetched = brought.Results[i].Failure }, pod);
            }
            Next();
        });
        Receive<ProgressDue>(_ => _steps.ReportProgress());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(RoundDue), new RoundDue(), _options.StreamInterval);
        Timers.StartPeriodicTimer(nameof(ProgressDue), new ProgressDue(), _options.StepTimeLimit / 4);
    }

    protected override void PostStop() => _steps.ReportAllLost();

    private void Next()
    {
        // A node that the others may have declared dead leaves the shared folder alone.
        if (_underWay || !_mayAct())
            return;
        var now = _clock.GetUtcNow();
        var due = now < _restsUntil ? [] : FetchPlan.Next(_board.Running, now, _options);
        List<(ReadToEnd Read, IActorRef Pod)> ends = [];
        while (ends.Count < FetchPlan.JobsAtMost && _ended.TryDequeue(out var one))
            ends.Add(one);
        if (ends.Count + due.Count == 0)
            return;
        _underWay = true;
        FetchAsync(ends, due, now)
            .PipeTo(
                Self,
                failure: cause =>
                {
                    _log.Error(cause, "the output of jobs could not be fetched, in an unforeseen way");
                    return new FetchDone(ends, due, now, null);
                }
            );
    }

    private async Task<FetchDone> FetchAsync(
        List<(ReadToEnd Read, IActorRef Pod)> ends,
        IReadOnlyList<(JobTag Tag, JobId Job)> due,
        DateTimeOffset now
    )
    {
        using var limit = new CancellationTokenSource(_limit, _clock);
        (JobTag, JobId)[] jobs = [.. ends.Select(one => (one.Read.Tag, one.Read.Job)), .. due];
        var results = await _scheduler.FetchOutputAsync(jobs, limit.Token).WaitAsync(limit.Token);
        if (results.Count != jobs.Length)
            throw new InvalidDataException($"{results.Count} results for {jobs.Length} jobs");
        // A failed fetch is not due again at once either: the fetch of a starting job fails now and then.
        foreach (var (tag, _) in due)
            _board.Fetched(tag, now, _output.MarkOf(tag)?.Length ?? 0);
        return new FetchDone(ends, due, now, results);
    }
}
