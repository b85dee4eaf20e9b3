using Akka.Cluster.Sharding;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Uses the pod's UID as the entity id, and spreads the pods over 300 shards: ten for each of thirty nodes. Another number later needs a
/// stop of all nodes.
/// </summary>
internal sealed class PodExtractor() : HashCodeMessageExtractor(maxNumberOfShards: Shards)
{
    public const int Shards = 300;

    public override string? EntityId(object message) => (message as IPodMessage)?.Uid.Value;
}
