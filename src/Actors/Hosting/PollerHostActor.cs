using Akka.Actor;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Scheduling;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// The queue poller of the cluster, on the node that polls. The watchdog of that node looks after the poller itself, so a poller that
/// stops or hangs is started again there.
/// </summary>
internal sealed class PollerHostActor : ReceiveActor
{
    private readonly RestartableRef _poller;
    private readonly IActorRef _watchdog;

    public PollerHostActor(RestartableRef poller, IActorRef watchdog, ILogger<PollerHostActor> log)
    {
        (_poller, _watchdog) = (poller, watchdog);
        ReceiveAny(message => poller.Tell(message, Sender));
        log.PollsHere();
    }

    protected override void PreStart() => _watchdog.Tell(new WatchdogActor.Keep(_poller));

    protected override void PostStop() => _watchdog.Tell(new WatchdogActor.Release(_poller));
}
