namespace HtcondorActors.Http.Wire;

/// <summary>The limits on request bodies.</summary>
/// <param name="MostHeld">The most bytes of bodies in memory, for all requests together.</param>
/// <param name="TimeLimit">The time limit for all bytes of one body, without the time in which it waited for memory.</param>
internal sealed record BodyLimits(long MostHeld, TimeSpan TimeLimit)
{
    /// <summary>
    /// A create contains the pod's ConfigMaps and Secrets, once for each container that mounts them (docs/interlink-protocol.md,
    /// "Volumes").
    /// </summary>
    public const long LargestBody = 64L << 20;

    /// <summary>A delete is one Kubernetes object without mounted content, and an object has at most 1.5 MiB by default.</summary>
    public const long LargestDelete = 8L << 20;

    /// <summary>A log request has only seven options and three names.</summary>
    public const long LargestLogRequest = 64L << 10;

    /// <summary>
    /// The minimum average rate. interLink writes a body at once, and TCP repeats a lost packet within a few seconds, so even a bad network
    /// is faster. Kestrel's default of 240 bytes would let one machine keep thousands of bodies open.
    /// </summary>
    public const int SlowestBytesPerSecond = 1024;

    /// <summary>The time for which a transfer may stall.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The defaults of SidecarConfig.yaml.</summary>
    public static BodyLimits Default { get; } = new(512L << 20, TimeSpan.FromSeconds(60));
}
