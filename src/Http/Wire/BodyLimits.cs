namespace HtcondorActors.Http.Wire;

/// <summary>What the bodies of requests may cost this process.</summary>
/// <param name="MostHeld">Bytes of bodies that are held at once, all requests together.</param>
/// <param name="TimeLimit">For all bytes of one body, without the time that it waited for room.</param>
internal sealed record BodyLimits(long MostHeld, TimeSpan TimeLimit)
{
    /// <summary>
    /// A pod's ConfigMaps and Secrets travel in its create, once for each container that mounts them
    /// (docs/interlink-protocol.md, "Volumes").
    /// </summary>
    public const long LargestBody = 64L << 20;

    /// <summary>An object in Kubernetes has 1.5 MiB by default; a delete is one, without what it mounts.</summary>
    public const long LargestDelete = 8L << 20;

    /// <summary>Seven options and three names.</summary>
    public const long LargestLogRequest = 64L << 10;

    /// <summary>
    /// interLink writes a body at once, and a lost packet is sent again within a few seconds: what is slower than this on average is no
    /// line, however bad. Kestrel's own 240 bytes would let one machine keep thousands of bodies open.
    /// </summary>
    public const int SlowestBytesPerSecond = 1024;

    /// <summary>For a line that stands still for a while.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(10);

    /// <summary>What SidecarConfig.yaml has as defaults.</summary>
    public static BodyLimits Default { get; } = new(512L << 20, TimeSpan.FromSeconds(60));
}
