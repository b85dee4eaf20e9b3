using Akka.Actor;
using Akka.Cluster.Sharding;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using Terminated = Akka.Actor.Terminated;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Owns the actors beside the pods. It restarts an actor that stops or no longer answers, under the same reference. The log says so once,
/// and the answer to a ping for a while. An actor that cannot be restarted (the shard region, the journal), or that stops again and again,
/// ends the process.
/// </summary>
/// <remarks>
/// An actor that waits for a tool still answers, because the tool runs in a task. The watchdog counts beats and reads no clock, so that no
/// actor is late after a pause of the whole process (SIGSTOP, a suspended machine).
/// </remarks>
internal sealed class WatchdogActor : ReceiveActor, IWithTimers
{
    /// <summary>Asks the watchdog to start one more actor and to look after it.</summary>
    internal sealed record Keep(RestartableRef Actor);

    /// <summary>Asks the watchdog to stop an actor for good.</summary>
    internal sealed record Release(RestartableRef Actor);

    private sealed record Beat;

    private sealed record AskAgain;

    private readonly WatchdogContext _around;
    private readonly Dictionary<IActorRef, WatchedActor> _watched = [];
    private readonly PodProbe _probe;
    private Exception? _lastFailure;

    public WatchdogActor(WatchdogContext around)
    {
        _around = around;
        _probe = new PodProbe(around);
        Receive<Beat>(_ => OnBeat());
        Receive<Keep>(asked => Start(new WatchedActor(asked.Actor)));
        Receive<Release>(asked => Stop(asked.Actor));
        Receive<ActorIdentity>(_ => Answered(Sender));
        Receive<RenderedStatus>(_ => _probe.Answered());
        Receive<CurrentShardRegionState>(AskToWatchAgain);
        Receive<AskAgain>(_ => _around.Pods.Tell(GetShardRegionState.Instance));
        Receive<Terminated>(ended => Ended(ended.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        foreach (var kept in _around.Kept)
            Start(new WatchedActor(kept));
        foreach (var vital in _around.Vital)
            Context.Watch(vital.Actor);
        Timers.StartPeriodicTimer(nameof(Beat), new Beat(), _around.Beat);
        _probe.OnBeat(Self);
    }

    protected override void PostStop()
    {
        if (!_around.IsShuttingDown())
            _around.Failure.Note("the watchdog stopped", "nobody looks after the other actors");
    }

    // Akka must not restart the actor in place: answers to calls of the old actor would reach the new one.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(
            -1,
            -1,
            failure =>
            {
                _lastFailure = failure;
                return Directive.Stop;
            },
            loggingEnabled: false
        );

    private void Start(WatchedActor watched)
    {
        var actor = Context.ActorOf(watched.Kept.Props, watched.NextName());
        _watched[actor] = watched;
        watched.Kept.Begin(Context.Watch(actor));
    }

    private void Stop(RestartableRef kept)
    {
        foreach (var (actor, _) in _watched.Where(entry => entry.Value.Kept == kept).ToArray())
        {
            _watched.Remove(actor);
            Context.Stop(Context.Unwatch(actor));
        }
        _around.Health.Clear(kept.Name);
    }

    private void OnBeat()
    {
        _around.AtEachBeat();
        foreach (var (actor, watched) in _watched.ToArray())
        {
            if (watched.Unanswered == WatchdogContext.BeatsUntilReported)
                Silent(watched);
            if (watched.Unanswered >= WatchdogContext.BeatsUntilReplaced)
            {
                // Akka cannot stop an actor in the middle of a message. The actor stops after that message.
                Context.Stop(Context.Unwatch(actor));
                Restart(actor, watched, "does not answer");
                continue;
            }
            watched.Unanswered++;
            if (watched.BeatsUntilClear > 0 && --watched.BeatsUntilClear == 0)
                OnAnswered(watched);
            actor.Tell(new Identify(null));
        }
        _probe.OnBeat(Self);
    }

    private void Answered(IActorRef actor)
    {
        if (!_watched.TryGetValue(actor, out var watched))
            return;
        if (watched.Unanswered >= WatchdogContext.BeatsUntilReported && watched.BeatsUntilClear == 0)
            _around.Health.Clear(watched.Kept.Name);
        watched.Unanswered = 0;
    }

    private void OnAnswered(WatchedActor watched)
    {
        watched.RestartsInARow = 0;
        _around.Health.Clear(watched.Kept.Name);
    }

    private void Silent(WatchedActor watched)
    {
        if (!_around.Health.Report(watched.Kept.Name, "does not answer"))
            return;
        var words = $"does not answer since {(_around.Beat * WatchdogContext.BeatsUntilReported).TotalSeconds:0.#} s";
        _around.Log.ActorSilent(watched.Kept.Name, words);
    }

    private void Ended(IActorRef actor)
    {
        if (_around.IsShuttingDown())
            return;
        if (_around.Vital.FirstOrDefault(vital => vital.Actor.Equals(actor)) is { } lost)
        {
            _around.Failure.Note($"{lost.Name} stopped", "it cannot be started again in this process");
            return;
        }
        var failure = Interlocked.Exchange(ref _lastFailure, null);
        var how = failure is null ? "stopped" : $"stopped ({failure.GetType().Name}: {failure.Message})";
        if (_watched.TryGetValue(actor, out var watched))
            Restart(actor, watched, how);
    }

    private void Restart(IActorRef before, WatchedActor watched, string how)
    {
        _watched.Remove(before);
        var name = watched.Kept.Name;
        if (++watched.RestartsInARow > WatchdogContext.RestartsAtMost)
        {
            _around.Failure.Note($"{name} stops again and again", how);
            return;
        }
        watched.BeatsUntilClear = WatchdogContext.BeatsReported;
        watched.Unanswered = 0;
        _around.Health.Report(name, "stopped, was started again");
        _around.Log.ActorRestarted(name, how);
        Start(watched);
        if (watched.Kept.HasWatchList)
            _around.Pods.Tell(GetShardRegionState.Instance);
    }

    // The list comes from the shards, not from the status board: a pod whose stream was never read is not on the board.
    private void AskToWatchAgain(CurrentShardRegionState here)
    {
        foreach (var entity in here.Shards.SelectMany(shard => shard.EntityIds))
            if (PodUid.TryParse(entity, out var uid))
                _around.Pods.Tell(new WakeUp(uid));
        // A busy shard did not answer in time. Waking pods that already watch again only repeats the known state, which is harmless.
        if (here.Failed.Count > 0)
            Timers.StartSingleTimer(nameof(AskAgain), new AskAgain(), _around.Beat);
    }
}
