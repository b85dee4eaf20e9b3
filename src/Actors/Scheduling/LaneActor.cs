using Akka.Actor;
using Akka.Event;
using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// One kind of scheduler call, for all pods of the node: what arrives while a call is under way goes out together in the next one.
/// So calls of a kind never overlap (a client stuck in a write session blocks the whole schedd for 20 s: one is enough), and their
/// number does not grow with the pods. Each sender gets its own answer, whatever becomes of the call or of this actor.
/// </summary>
internal sealed class LaneActor<TItem> : ReceiveActor, IWithTimers
{
    private readonly Queue<Waiting> _waiting = new();
    private readonly TimeSpan _saysItGoesOn;
    private List<Waiting> _underWay = [];

    private sealed record Waiting(TItem Item, long Step, IActorRef Sender);

    private sealed record CallDone(IReadOnlyList<object> Answers);

    private sealed record Tick;

    /// <param name="call">Items in, one answer per item out, in order.</param>
    /// <param name="whenItThrows">The answer to everybody when the call ends in an exception.</param>
    /// <param name="limits">How many, how long.</param>
    /// <param name="trouble">Is told what is wrong with the lane; null: nothing, or nothing any more.</param>
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
            Next();
        });
        Receive<CallDone>(done =>
        {
            var batch = _underWay;
            _underWay = [];
            for (var i = 0; i < batch.Count; i++)
                Tell(batch[i], done.Answers[i]);
            Next();
        });
        Receive<Tick>(_ =>
        {
            foreach (var step in _underWay.Concat(_waiting))
                if (step.Step > 0)
                    step.Sender.Tell(new StepInProgress(step.Step));
        });

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
                        // Which answer belongs to whom cannot be told: another pod's jobs must not be taken for one's own.
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
            // The tools end when they are told to. A call that hangs elsewhere is left behind.
            return await call(items, limit.Token).WaitAsync(limit.Token);
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), new Tick(), _saysItGoesOn);

    /// <summary>Whatever stopped this actor: what it was asked may have been done or not, and nobody else says so.</summary>
    protected override void PostStop()
    {
        foreach (var step in _underWay.Concat(_waiting))
            if (step.Step > 0)
                step.Sender.Tell(new StepLost(step.Step));
    }

    private static void Tell(Waiting to, object answer) =>
        to.Sender.Tell(to.Step > 0 && answer is IPodInput input ? new StepAnswered(to.Step, input) : answer);
}

/// <param name="AtMost">Items in one call.</param>
/// <param name="Call">After this a call is given up. Longer than all that the tools may take, so that it tells of a fault of ours.</param>
/// <param name="ProgressInterval">How often those who wait are told that their step goes on.</param>
internal sealed record LaneLimits(int AtMost, TimeSpan Call, TimeSpan ProgressInterval);
