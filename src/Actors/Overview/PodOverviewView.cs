using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Overview;

/// <summary>Builds an operator's line of a pod from the pod's state (pure).</summary>
internal static class PodOverviewView
{
    /// <param name="snapshot">The pod.</param>
    /// <param name="site">The site's rules about jobs on hold.</param>
    /// <param name="times">Converts the pod's times to those that are shown.</param>
    public static PodOverview Of(PodSnapshot snapshot, IReadOnlyList<HoldRule> site, ShownTimes times)
    {
        var (pod, outline) = (snapshot.Pod, snapshot.Pod.Outline!);
        var (status, line) = (PodStatusView.Of(pod), new PodLine(snapshot, site, times));
        var hold = line.HoldReason;
        IReadOnlyList<ContainerStatus> containers = status is null ? [] : [.. status.InitContainers.Concat(status.Containers)];
        return new PodOverview
        {
            Uid = outline.Uid,
            Namespace = outline.Namespace,
            Name = outline.Name,
            Node = outline.NodeName,
            Stage = snapshot.Stage,
            Reason = snapshot.Reason,
            Hold = hold?.Id,
            HoldCode = line.HoldCode,
            HoldSubCode = line.HoldSubCode,
            Owner = line.Owner,
            Remedy = hold is null ? PodReasons.Find(snapshot.Reason)?.Remedy : hold.Remedy,
            Message = MessageOf(snapshot.Reason, containers),
            Since = line.Since,
            AcceptedAt = line.AcceptedAt,
            WaitsFor = WaitsForText.Of(snapshot, line.WillRelease),
            NextTryAt = line.NextTryAt,
            LastFailure = pod.LastFailure is { } failure ? OneLine.Of(failure.ToString(), LongestFailure) : null,
            Failures = pod.Failures,
            JobId = pod.Job?.ToString(),
            GlobalJobId = pod.GlobalJobId,
            Attempt = pod.Attempt,
            JobStarts = pod.Ad?.NumJobStarts ?? 0,
            Containers = outline.Containers.Count,
            ReadyContainers = line.ReadyContainers,
            Restarts = line.Restarts,
            Cpus = outline.Cpus,
            MemoryMiB = outline.MemoryMiB,
            DiskKiB = outline.DiskKiB,
            Gpus = outline.Gpus,
            SlotHost = pod.Ad?.SlotHost,
            UsedCpuSeconds = pod.Ad?.UsedCpuSeconds,
            UsedMemoryMiB = pod.Ad?.UsedMemoryMiB,
        };
    }

    /// <summary>A pod whose journal entries cannot be read. Nothing but its UID is known.</summary>
    public static PodOverview OfUnreadable((PodUid Uid, DateTimeOffset Since) pod, ShownTimes times) =>
        new()
        {
            Uid = pod.Uid,
            Namespace = "",
            Name = "",
            Stage = PodStage.Unknown,
            Reason = PodReasons.JournalUnreadable,
            Owner = ReasonOwner.Sidecar,
            Remedy = PodReasons.Find(PodReasons.JournalUnreadable)!.Remedy,
            Message = "the pod's entries in the journal cannot be read, and the sidecar does nothing for it; its log says why",
            Since = times.Of(pod.Since),
            WaitsFor = "a journal that can be read",
        };

    private const int LongestFailure = 400;

    private static string? MessageOf(string reason, IReadOnlyList<ContainerStatus> containers) =>
        containers
            .Select(container =>
                container.State switch
                {
                    Waiting waiting when waiting.Reason == reason => waiting.Message,
                    Terminated { ExitCode: not 0 } ended when ended.Reason == reason => $"container {container.Name} ended with exit code "
                        + ended.ExitCode
                        + (ended.Message is { Length: > 0 } words ? ": " + words : ""),
                    _ => null,
                }
            )
            .FirstOrDefault(message => message is { Length: > 0 });
}
