namespace HtcondorActors.Actors.Protocol;

/// <summary>Which part of a container's log the caller wants. The members mean the same as in the kubelet.</summary>
public sealed record LogQuery
{
    /// <summary>The container's name; empty means the pod's first (usually only) container.</summary>
    public required string Container { get; init; }

    /// <summary>The last N lines; null = all.</summary>
    public int? Tail { get; init; }

    /// <summary>At most the first N bytes of what is selected; null = no limit.</summary>
    public long? LimitBytes { get; init; }
    public bool Timestamps { get; init; }
    public bool Follow { get; init; }
    public bool Previous { get; init; }

    /// <summary>Only what was written at or after this time; null = from the start.</summary>
    public DateTimeOffset? Since { get; init; }
}
