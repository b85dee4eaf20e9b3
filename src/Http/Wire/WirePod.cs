namespace HtcondorActors.Http.Wire;

/// <summary>The part of a v1.Pod that is acted on. Every member may be absent or null; nothing else of the pod is kept.</summary>
internal sealed record WirePod
{
    public WireMetadata? Metadata { get; init; }
    public WirePodSpec? Spec { get; init; }
}

internal sealed record WireMetadata
{
    public string? Name { get; init; }
    public string? Namespace { get; init; }
    public string? Uid { get; init; }
    public Dictionary<string, string?>? Labels { get; init; }
    public Dictionary<string, string?>? Annotations { get; init; }
}

internal sealed record WirePodSpec
{
    public List<WireVolume?>? Volumes { get; init; }
    public List<WireContainer?>? InitContainers { get; init; }
    public List<WireContainer?>? Containers { get; init; }
    public string? RestartPolicy { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
}
