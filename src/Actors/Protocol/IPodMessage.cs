namespace HtcondorActors.Actors.Protocol;

/// <summary>A message that finds its pod through the shard region, wherever that lives.</summary>
internal interface IPodMessage
{
    PodUid Uid { get; }
}
