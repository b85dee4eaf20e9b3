namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The status of a pod. It lists every container and init container, in the order of the spec (a partial or empty list makes the Virtual
/// Kubelet report success or crash: docs/interlink-protocol.md, "From a status to a phase").
/// </summary>
public sealed record PodStatus(
    PodUid Uid,
    string Name,
    string Namespace,
    string JobId,
    IReadOnlyList<ContainerStatus> Containers,
    IReadOnlyList<ContainerStatus> InitContainers
);

public sealed record ContainerStatus(
    string Name,
    string Image,
    ContainerState State,
    int RestartCount = 0,
    ContainerState? LastState = null
)
{
    public bool Ready => State is Running;
}

/// <summary>One of three states. The types make a terminated container without an exit code impossible.</summary>
public abstract record ContainerState;

public sealed record Waiting(string Reason, string? Message = null) : ContainerState;

/// <param name="StartedAt">By the clock of the execute node.</param>
public sealed record Running(DateTimeOffset StartedAt) : ContainerState;

/// <param name="ExitCode">128 + n for an end by signal n.</param>
/// <param name="Message">Also repeats the reason, because the Virtual Kubelet overwrites the reason.</param>
public sealed record Terminated(int ExitCode, string Reason, string? Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
    : ContainerState;
