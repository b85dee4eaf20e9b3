namespace HtcondorActors.Actors.Protocol;

/// <summary>A container of a pod as an operator sees it. Its state is the one that Kubernetes gets.</summary>
public sealed record PodContainer
{
    public required string Name { get; init; }
    public required string Image { get; init; }

    /// <summary>True for an init container.</summary>
    public bool IsInit { get; init; }

    /// <summary><c>waiting</c>, <c>running</c> or <c>terminated</c>; null while the pod has no status.</summary>
    public string? State { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }

    /// <summary>128 + n for an end by signal n; null while the container has not ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>By the clock of the execute node.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public bool Ready { get; init; }
    public int Restarts { get; init; }
}
