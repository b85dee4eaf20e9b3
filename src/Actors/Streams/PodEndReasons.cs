using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Streams;

/// <summary>The reasons for which a runner ends a whole pod by itself, in Kubernetes' words. Exit and end frames contain them.</summary>
internal static class PodEndReasons
{
    /// <summary>The pod reached its time limit.</summary>
    public const string Deadline = PodReasons.DeadlineExceeded;

    /// <summary>The pod wrote more on the node than it may.</summary>
    public const string Evicted = PodReasons.Evicted;

    public static readonly string[] All = [Deadline, Evicted];
}
