using Akka.Actor;
using Akka.Cluster.Sharding;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Asks the shard region to hand its shards over, and says when it has ended.</summary>
internal sealed class RegionEndActor : ReceiveActor
{
    public RegionEndActor(IActorRef region, Action ended)
    {
        Context.Watch(region);
        Receive<Terminated>(_ =>
        {
            ended();
            Context.Stop(Self);
        });
        region.Tell(GracefulShutdown.Instance);
    }
}
