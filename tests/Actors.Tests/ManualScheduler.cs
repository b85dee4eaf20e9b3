using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace HtcondorActors.Actors.Tests;

/// <summary>
/// Time that only the test lets go on. Akka's own TestScheduler loses what an actor schedules while the test advances it (it puts an empty
/// queue up before the item, which is taken away in between): a timer that never fires, in one of a hundred tests. Not so here, for what is
/// told once, as an actor's timers are.
/// </summary>
internal sealed class ManualScheduler(Config config, ILoggingAdapter log) : TestScheduler(config, log), ITellScheduler
{
    public const string Hocon =
        "akka.scheduler.implementation = \"HtcondorActors.Actors.Tests.ManualScheduler, HtcondorActors.Actors.Tests\"";

    private readonly Lock _lock = new();

    public new void Advance(TimeSpan offset)
    {
        lock (_lock)
            base.Advance(offset);
    }

    public new void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender)
    {
        lock (_lock)
            base.ScheduleTellOnce(delay, receiver, message, sender);
    }

    public new void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        lock (_lock)
            base.ScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }
}
