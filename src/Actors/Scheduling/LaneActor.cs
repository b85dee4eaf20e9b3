using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Makes one kind of scheduler call for all pods. What arrives during a call goes out together in the next one. So calls of one kind never
/// overlap, and their number does not grow with the pods. (A client that is stuck in a write session blocks the whole schedd for 20 s;
/// there must not be two.) Each sender gets its own answer, even if the call fails or this actor stops.
/// </summary>
internal sealed class LaneActor<TItem> : ReceiveActor, IWithTimers
{
    private readonly Queue<Waiting> _waiting = new();
    private readonly TimeSpan _saysItGoesOn;
    private List<Waiting> _underWay = [];

    private sealed record Waiting(TItem Item, long Step, IActorRef Sender);

    private sealed record CallDone(IReadOnlyList<object> Answers);

    private sealed record Tick;

    private sealed record Gathered;

    /// <param name="call">Takes items and returns one answer per item, in the same order.</param>
    /// <param name="whenItThrows">Makes the answer to all items when the call throws.</param>
    /// <param name="limits">The limits of a call.</param>
    /// <param name="trouble">Reports what is wrong with the lane to the health board; null reports that nothing is.</param>
    /// <param name="clock">For the limit of a call.</param>
    public LaneActor(
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<object>>> call,
        Func<CondorFailure, object> whenItThrows,
        LaneLimits limits,
        Action<string?> trouble,
        TimeProvider clock
    )
    {
        _saysItGoesOn = limits.ProgressInterval;
        var (log, name) = (Context.GetLogger(), Self.Path.Name);
        Receive<LaneItem<TItem>>(item =>
        {
            _waiting.Enqueue(new Waiting(item.Item, item.Step, Sender));
            Gather();
        });
        Receive<Gathered>(_ => Next());
        Receive<CallDone>(done =>
        {
            var batch = _underWay;
            _underWay = [];
            for (var i = 0; i < batch.Count; i++)
                Tell(batch[i], done.Answers[i]);
            Gather();
        });
        Receive<Tick>(_ =>
        {
            foreach (var step in _underWay.Concat(_waiting))
                if (step.Step > 0)
                    step.Sender.Tell(new StepInProgress(step.Step));
        });

        void Gather()
        {
            if (limits.GatherFor == TimeSpan.Zero)
                Next();
            else if (_underWay.Count == 0 && _waiting.Count > 0 && !Timers.IsTimerActive(nameof(Gathered)))
                Timers.StartSingleTimer(nameof(Gathered), new Gathered(), limits.GatherFor);
        }

        void Next()
        {
            if (_underWay.Count > 0 || _waiting.Count == 0)
                return;
            while (_underWay.Count < limits.AtMost && _waiting.TryDequeue(out var one))
                _underWay.Add(one);
            var batch = _underWay;
            RunAsync(batch.ConvertAll(one => one.Item))
                .PipeTo(
                    Self,
                    success: answers =>
                    {
                        // Nobody can tell which answer belongs to which pod, and a pod must not get another pod's jobs.
                        if (answers.Count != batch.Count)
                            return Failed($"{answers.Count} answers to {batch.Count} items");
                        trouble(null);
                        return new CallDone(answers);
                    },
                    failure: cause =>
                    {
                        if (cause is not OperationCanceledException)
                        {
                            log.Error(cause, "a call to the scheduler failed unexpectedly");
                            return Failed(cause.GetType().Name);
                        }
                        var words = $"a call did not end within {limits.Call.TotalSeconds:0} s and was given up";
                        log.Error("{0}: {1}", name, words);
                        return Failed(words, CondorFailureKind.TimedOut);
                    }
                );

            CallDone Failed(string words, CondorFailureKind kind = CondorFailureKind.Unreadable)
            {
                trouble(words);
                return new CallDone([.. batch.Select(_ => whenItThrows(new CondorFailure(kind, "scheduler call", null, words)))]);
            }
        }

        async Task<IReadOnlyList<object>> RunAsync(List<TItem> items)
        {
            using var limit = new CancellationTokenSource(limits.Call, clock);
            // A cancelled tool ends. A call that hangs elsewhere is abandoned.
            return await call(items, limit.Token).WaitAsync(limit.Token);
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), new Tick(), _saysItGoesOn);

    /// <summary>
    /// Nobody knows whether the calls of a stopped lane were done, and no other actor answers them. So each waiting pod learns here that
    /// its step is lost.
    /// </summary>
    protected override void PostStop()
    {
        foreach (var step in _underWay.Concat(_waiting))
            if (step.Step > 0)
                step.Sender.Tell(new StepLost(step.Step));
    }

    private static void Tell(Waiting to, object answer) =>
        to.Sender.Tell(to.Step > 0 && answer is IPodInput input ? new StepAnswered(to.Step, input) : answer);
}

/// <param name="AtMost">The most items in one call.</param>
/// <param name="Call">The time after which a call is given up. It is longer than all the tools' own limits, so reaching it shows a fault of
/// the sidecar.</param>
/// <param name="ProgressInterval">How often waiting pods hear that their step is in progress.</param>
/// <param name="GatherFor">How long the first item waits for others before the call; zero for not at all.</param>
internal sealed record LaneLimits(int AtMost, TimeSpan Call, TimeSpan ProgressInterval, TimeSpan GatherFor = default);
