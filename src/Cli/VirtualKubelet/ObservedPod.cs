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
/// <param name="ExitCode">Set exactly when it is terminated.</param>
/// <param name="LastExitCode">Of the attempt before the present one.</param>
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
    /// It has run, so there may be a log. One that is not ready, or suspended, is told as waiting: a running one would be forced to be
    /// ready.
    /// </summary>
    public bool HasStarted =>
        State is not StateKind.Waiting || RestartCount > 0 || LastExitCode is not null || Reason is "ContainerNotReady" or "JobSuspended";

    /// <summary>Its log is complete. An end without a time is that of a sidecar, which is told as ended while it goes on (or of a container
    /// that nobody saw end).</summary>
    public bool HasEnded => State is StateKind.Terminated && FinishedAt is not null;
}

/// <summary>A pod as the Virtual Kubelet holds it.</summary>
internal sealed record ObservedPod(
    AskedPod Pod,
    PodPhase Phase,
    string Reason,
    IReadOnlyList<ObservedContainer> InitContainers,
    IReadOnlyList<ObservedContainer> Containers
)
{
    /// <summary>The Virtual Kubelet asks no more: whatever is answered later, this stays.</summary>
    public bool IsFinal => Phase is PodPhase.Succeeded or PodPhase.Failed;

    /// <summary>What kubectl shows as the pod's status: a container that waits says more than the phase.</summary>
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
