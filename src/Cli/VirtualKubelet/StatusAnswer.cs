namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>A /status answer as Go's decoder reads it.</summary>
/// <param name="Faults">The faults that make the decoder fail. Then the answer is lost for all its pods (docs/interlink-protocol.md,
/// "Status").</param>
internal sealed record StatusAnswer(IReadOnlyList<PodEntry> Entries, IReadOnlyList<string> Faults)
{
    public static StatusAnswer Read(string body) => new StatusAnswerReader().Read(body);
}

internal sealed record PodEntry(
    string Uid,
    string JobId,
    string Name,
    string Namespace,
    IReadOnlyList<ContainerEntry> Containers,
    IReadOnlyList<ContainerEntry> InitContainers
)
{
    public override string ToString() => $"pod {Namespace}/{Name}";
}

internal sealed record ContainerEntry(string Name, StateEntry State, StateEntry LastState, int RestartCount);

/// <summary>A v1.ContainerState, which should have exactly one of the three states.</summary>
internal sealed record StateEntry(WaitingEntry? Waiting, RunningEntry? Running, TerminatedEntry? Terminated)
{
    public int StateCount => (Waiting is null ? 0 : 1) + (Running is null ? 0 : 1) + (Terminated is null ? 0 : 1);

    /// <summary>The state that the Virtual Kubelet uses: it checks for terminated first, then for waiting, then for running.</summary>
    public StateKind? Effective =>
        Terminated is not null ? StateKind.Terminated
        : Waiting is not null ? StateKind.Waiting
        : Running is not null ? StateKind.Running
        : null;
}

internal sealed record WaitingEntry(string Reason, string Message);

internal sealed record RunningEntry(DateTimeOffset? StartedAt);

/// <param name="ExitCode">The exit code; null if the key is missing or null. Go would read that as 0, a success that nobody saw.</param>
internal sealed record TerminatedEntry(int? ExitCode, string Reason, string Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
