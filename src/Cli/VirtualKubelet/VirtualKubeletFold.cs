using System.Globalization;

namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>
/// What the real Virtual Kubelet makes of a pod's status answers: a pure fold, answer by answer (interLink 0.5.0 and later; the
/// pod's restartPolicy plays no part in it). <see cref="Defects"/> lists what it would crash on or take for something else.
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
    /// The pod after one more answer. An answer that cannot be read, is not about this pod, or would crash the Virtual Kubelet
    /// changes nothing; nor does any answer after the pod's end.
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
        // Counted against the answer's own list: an empty one is complete (0 of 0), and so is one that leaves containers out.
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
    /// Everything in a /status answer that interLink or the Virtual Kubelet would crash on, drop or take for something else, one
    /// line each; empty for a good answer. Give the pods that were asked about: without them, missing and foreign containers cannot be
    /// seen.
    /// </summary>
    public static IReadOnlyList<string> Defects(string answer, params IReadOnlyList<AskedPod> asked) => StatusDefects.Of(answer, asked);

    /// <summary>
    /// What a later answer takes back of an earlier one: a pod's end is final for the Virtual Kubelet (it asks no more), and Kubernetes
    /// refuses that a terminated container lives again without a restart counted.
    /// </summary>
    public static IReadOnlyList<string> Regressions(string earlier, string later) => StatusDefects.Regressions(earlier, later);

    private static ObservedPod Completed(ObservedPod before, ObservedPod next, string? error)
    {
        if (error is null)
            return next with { Phase = PodPhase.Succeeded, Reason = "Completed" };
        if (next.Containers.Any(each => each.State is not StateKind.Terminated))
            return before; // the process panics here
        // The last failing container's reason is put on all of them, also on those that did well.
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
