namespace HtcondorActors.Cli.VirtualKubelet;

internal enum PodPhase
{
    Pending,
    Running,
    Succeeded,
    Failed,
}

internal enum StateKind
{
    Waiting,
    Running,
    Terminated,
}

/// <summary>A container as kubectl would show it.</summary>
/// <param name="ExitCode">The exit code; set only if the container is terminated.</param>
/// <param name="LastExitCode">The exit code of the attempt before the present one.</param>
internal sealed record ObservedContainer(
    string Name,
    StateKind State,
    string Reason = "",
    string Message = "",
    int? ExitCode = null,
    int RestartCount = 0,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? FinishedAt = null,
    int? LastExitCode = null
)
{
    /// <summary>
    /// True if the container has run, so that there may be a log. A container that is not ready, or suspended, is reported as waiting,
    /// because the Virtual Kubelet shows every running container as ready.
    /// </summary>
    public bool HasStarted =>
        State is not StateKind.Waiting || RestartCount > 0 || LastExitCode is not null || Reason is "ContainerNotReady" or "JobSuspended";

    /// <summary>
    /// True if the container's log is complete. An end without a time is that of a sidecar container, which is reported as ended while it
    /// runs (or of a container whose end nobody saw).
    /// </summary>
    public bool HasEnded => State is StateKind.Terminated && FinishedAt is not null;
}

/// <summary>A pod as the Virtual Kubelet knows it.</summary>
internal sealed record ObservedPod(
    AskedPod Pod,
    PodPhase Phase,
    string Reason,
    IReadOnlyList<ObservedContainer> InitContainers,
    IReadOnlyList<ObservedContainer> Containers
)
{
    /// <summary>True if the Virtual Kubelet stops asking, so that no later answer changes the pod.</summary>
    public bool IsFinal => Phase is PodPhase.Succeeded or PodPhase.Failed;

    /// <summary>What kubectl shows as the pod's status: the reason of a waiting container, or else of the pod.</summary>
    public string Status
    {
        get
        {
            if (IsFinal)
                return Reason;
            if (InitContainers.FirstOrDefault(Waits) is { } init)
                return "Init:" + init.Reason;
            return Containers.LastOrDefault(Waits)?.Reason ?? Reason;

            static bool Waits(ObservedContainer container) => container.State is StateKind.Waiting && container.Reason.Length > 0;
        }
    }

    public IEnumerable<ObservedContainer> All => InitContainers.Concat(Containers);
}
