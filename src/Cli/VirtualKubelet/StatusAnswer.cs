namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>A /status answer as Go's decoder takes it apart.</summary>
/// <param name="Faults">
/// What makes the decoder give up: then the whole answer is lost, all pods of it (docs/interlink-protocol.md, "Status").
/// </param>
internal sealed record StatusAnswer(IReadOnlyList<PodEntry> Entries, IReadOnlyList<string> Faults)
{
    public static StatusAnswer Read(string body) => new StatusAnswerReader().Read(body);
}

internal sealed record PodEntry(
    string Uid,
    string Name,
    string Namespace,
    IReadOnlyList<ContainerEntry> Containers,
    IReadOnlyList<ContainerEntry> InitContainers
)
{
    public override string ToString() => $"pod {Namespace}/{Name}";
}

internal sealed record ContainerEntry(string Name, StateEntry State, StateEntry LastState, int RestartCount);

/// <summary>A v1.ContainerState: any of the three may be there, one should.</summary>
internal sealed record StateEntry(WaitingEntry? Waiting, RunningEntry? Running, TerminatedEntry? Terminated)
{
    public int StateCount => (Waiting is null ? 0 : 1) + (Running is null ? 0 : 1) + (Terminated is null ? 0 : 1);

    /// <summary>The one that the Virtual Kubelet acts on: it looks for an end first, then for waiting, then for running.</summary>
    public StateKind? Effective =>
        Terminated is not null ? StateKind.Terminated
        : Waiting is not null ? StateKind.Waiting
        : Running is not null ? StateKind.Running
        : null;
}

internal sealed record WaitingEntry(string Reason, string Message);

internal sealed record RunningEntry(DateTimeOffset? StartedAt);

/// <param name="ExitCode">Null when the key is missing or null: Go then reads 0, a success that nobody saw.</param>
internal sealed record TerminatedEntry(int? ExitCode, string Reason, string Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
