using Akka.Cluster.Sharding;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The pod's UID is the entity; 50 shards spread the pods over whatever nodes there are.</summary>
internal sealed class PodExtractor() : HashCodeMessageExtractor(maxNumberOfShards: 50)
{
    public override string? EntityId(object message) => (message as IPodMessage)?.Uid.Value;
}
