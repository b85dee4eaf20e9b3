namespace HtcondorActors.Actors.Streams;

/// <summary>Why a runner ends a whole pod by itself, in Kubernetes' words. They stand in exit and end frames.</summary>
internal static class PodEndReasons
{
    /// <summary>Its time was over.</summary>
    public const string Deadline = "DeadlineExceeded";

    /// <summary>It wrote more on the node than it may.</summary>
    public const string Evicted = "Evicted";

    public static readonly string[] All = [Deadline, Evicted];
}
