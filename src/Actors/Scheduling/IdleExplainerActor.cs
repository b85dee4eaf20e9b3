using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Finds out why jobs are idle, for the messages of their pods. It runs HTCondor's analysis once per round at most, however many pods ask,
/// and only while the other tools leave room. Nothing waits for it, so its failures are no trouble of the sidecar.
/// </summary>
internal sealed class IdleExplainerActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    /// <param name="scheduler">The port.</param>
    /// <param name="round">The time between two rounds.</param>
    /// <param name="forgetAfter">A pod that has not asked for this time is no longer idle.</param>
    /// <param name="limit">The tools have limits of their own. A round that takes longer than this hangs, and the next one follows.</param>
    /// <param name="clock">The time.</param>
    /// <param name="now">The wall clock, because the time of an old answer is shown.</param>
    public IdleExplainerActor(
        ICondorScheduler scheduler,
        TimeSpan round,
        TimeSpan forgetAfter,
        TimeSpan limit,
        TimeProvider clock,
        Func<DateTimeOffset> now
    )
    {
        var groups = new IdleGroups<IActorRef>(round, forgetAfter);
        Receive<AskIdle>(ask =>
        {
            if (groups.Note(ask, Sender, clock.GetUtcNow()) is { } known)
                Sender.Tell(known);
        });
        Receive<Tick>(_ =>
        {
            var jobs = groups.Begin(clock.GetUtcNow());
            Tell();
            if (jobs.Count > 0)
                scheduler.ExplainIdleAsync(jobs, CancellationToken.None).WaitAsync(limit, clock).PipeTo(Self, failure: CannotTell);
            else
                Await();
        });
        Receive<IdleQuery>(query =>
        {
            groups.End(query, clock.GetUtcNow(), now());
            Tell();
            Await();
        });

        // The round begins with the answer, so a slow analysis never runs twice at once.
        void Await() => Timers.StartSingleTimer(nameof(Tick), new Tick(), round);

        void Tell()
        {
            foreach (var (pod, answer) in groups.TakeChanges())
                pod.Tell(answer);
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Tick());

    private static IdleQuery CannotTell(Exception fault) =>
        IdleQuery.CannotTell(new CondorFailure(CondorFailureKind.Failed, "condor_q", null, fault.Message));
}
