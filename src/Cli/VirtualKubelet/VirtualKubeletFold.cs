using System.Globalization;

namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>
/// Computes what the real Virtual Kubelet makes of a pod's status answers: a pure fold, answer by answer (interLink 0.5.0 and later; the
/// pod's restartPolicy has no effect). <see cref="Defects"/> lists what would crash the Virtual Kubelet or be misread.
/// </summary>
internal static class VirtualKubeletFold
{
    /// <summary>The pod before its first answer: every container of the spec waits.</summary>
    public static ObservedPod Begin(AskedPod pod) =>
        new(
            pod,
            PodPhase.Pending,
            "",
            [.. pod.InitContainers.Select(name => new ObservedContainer(name, StateKind.Waiting))],
            [.. pod.Containers.Select(name => new ObservedContainer(name, StateKind.Waiting))]
        );

    /// <summary>
    /// The pod after one more answer. An answer changes nothing if it cannot be read, is not about this pod, would crash the Virtual
    /// Kubelet, or comes after the pod's end.
    /// </summary>
    public static ObservedPod Next(ObservedPod before, string answer)
    {
        var read = StatusAnswer.Read(answer);
        var entry = read.Entries.LastOrDefault(each => each.Uid == before.Pod.Uid);
        if (before.IsFinal || read.Faults.Count > 0 || entry is null || entry.Name.Length == 0)
            return before;

        var inits = entry.InitContainers;
        var initsEnded = inits.Count(Ended);
        var initRuns = inits.Any(each => each.State.Effective is StateKind.Running);
        var initWaits = initsEnded < inits.Count && inits.Any(each => each.State.Effective is StateKind.Waiting);
        var held =
            initRuns ? $"Init:{initsEnded}/{inits.Count}"
            : initWaits ? "PodInitializing"
            : null;
        var told = held is null ? entry.Containers : [];

        var next = before with
        {
            InitContainers = [.. before.InitContainers.Select(each => Taken(each, inits))],
            Containers =
            [
                .. before.Containers.Select(each =>
                    held is null ? Taken(each, told) : new ObservedContainer(each.Name, StateKind.Waiting, held)
                ),
            ],
        };
        // The Virtual Kubelet compares with the answer's own list, so an empty list counts as complete (0 of 0), and so does one that
        // leaves out containers.
        if (told.Count(Ended) == entry.Containers.Count)
            return Completed(before, next, LastError(told) ?? LastError(inits));
        if (initWaits)
            return next with { Phase = PodPhase.Pending, Reason = "Waiting for init containers" };
        if (initRuns)
            return next with { Phase = PodPhase.Pending, Reason = "Init" };
        return told.Any(each => each.State.Effective is StateKind.Running)
            ? next with
            {
                Phase = PodPhase.Running,
                Reason = "Running",
            }
            : next;
    }

    /// <summary>
    /// Lists everything in a /status answer that would crash interLink or the Virtual Kubelet, or that they would drop or misread, one line
    /// each; empty for a good answer. Pass the requested pods: without them, missing and foreign containers cannot be found.
    /// </summary>
    public static IReadOnlyList<string> Defects(string answer, params IReadOnlyList<AskedPod> asked) => StatusDefects.Of(answer, asked);

    /// <summary>
    /// Lists what a later answer takes back from an earlier one. A pod's end is final for the Virtual Kubelet, which stops asking.
    /// Kubernetes rejects a terminated container that runs again without a counted restart.
    /// </summary>
    public static IReadOnlyList<string> Regressions(string earlier, string later) => StatusDefects.Regressions(earlier, later);

    private static ObservedPod Completed(ObservedPod before, ObservedPod next, string? error)
    {
        if (error is null)
            return next with { Phase = PodPhase.Succeeded, Reason = "Completed" };
        if (next.Containers.Any(each => each.State is not StateKind.Terminated))
            return before; // the process panics here
        // The Virtual Kubelet puts the last failing container's reason on all containers, including successful ones.
        return next with
        {
            Phase = PodPhase.Failed,
            Reason = error,
            Containers = [.. next.Containers.Select(each => each with { Reason = error })],
        };
    }

    private static ObservedContainer Taken(ObservedContainer before, IReadOnlyList<ContainerEntry> told)
    {
        var now = told.LastOrDefault(each => each.Name == before.Name);
        var last = now?.LastState.Terminated?.ExitCode;
        return now?.State switch
        {
            { Terminated: { } ended } => new ObservedContainer(
                before.Name,
                StateKind.Terminated,
                Reason(ended.ExitCode ?? 0) ?? "Completed",
                ended.Message,
                ended.ExitCode ?? 0,
                now.RestartCount,
                ended.StartedAt,
                ended.FinishedAt,
                last
            ),
            { Waiting: { } waiting } => new ObservedContainer(
                before.Name,
                StateKind.Waiting,
                waiting.Reason,
                waiting.Message,
                null,
                now.RestartCount,
                LastExitCode: last
            ),
            { Running: { } running } => new ObservedContainer(
                before.Name,
                StateKind.Running,
                "",
                "",
                null,
                now.RestartCount,
                running.StartedAt,
                LastExitCode: last
            ),
            _ => before,
        };
    }

    private static bool Ended(ContainerEntry container) => container.State.Terminated is not null;

    private static string? LastError(IReadOnlyList<ContainerEntry> told) =>
        told.Select(each => each.State.Terminated is { } ended ? Reason(ended.ExitCode ?? 0) : null)
            .LastOrDefault(reason => reason is not null);

    private static string? Reason(int exitCode) => exitCode == 0 ? null : "Error: " + exitCode.ToString(CultureInfo.InvariantCulture);
}
