namespace HtcondorActors.Http.Cli;

internal enum PodPhase { Pending, Running, Succeeded, Failed }

internal enum StateKind { Waiting, Running, Terminated }

/// <summary>A container as kubectl would show it.</summary>
/// <param name="ExitCode">Set exactly when it is terminated.</param>
internal sealed record SeenContainer(
    string Name, StateKind State, string Reason = "", string Message = "", int? ExitCode = null, int RestartCount = 0,
    DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null)
{
    /// <summary>It has run, so there may be a log.</summary>
    public bool HasStarted => State is not StateKind.Waiting || RestartCount > 0;
}

/// <summary>A pod as the Virtual Kubelet holds it.</summary>
internal sealed record SeenPod(
    PodOutline Pod, PodPhase Phase, string Reason, IReadOnlyList<SeenContainer> InitContainers, IReadOnlyList<SeenContainer> Containers)
{
    /// <summary>The Virtual Kubelet asks no more: whatever is answered later, this stays.</summary>
    public bool IsFinal => Phase is PodPhase.Succeeded or PodPhase.Failed;

    public IEnumerable<SeenContainer> All => InitContainers.Concat(Containers);
}
