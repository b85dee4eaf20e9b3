namespace HtcondorActors.Actors.Protocol;

/// <summary>A message that the shard region delivers to the actor of its pod.</summary>
internal interface IPodMessage
{
    PodUid Uid { get; }
}
