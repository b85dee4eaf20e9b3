using Akka.Cluster.Sharding;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Uses the pod's UID as the entity id, and spreads the pods over 50 shards.</summary>
internal sealed class PodExtractor() : HashCodeMessageExtractor(maxNumberOfShards: 50)
{
    public override string? EntityId(object message) => (message as IPodMessage)?.Uid.Value;
}
