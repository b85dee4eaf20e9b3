using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

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
        var (status, willRelease) = (PodStatusView.Of(pod), WillRelease(pod, site));
        var hold =
            pod.Ad is { Status: JobStatus.Held } held && snapshot.Stage == PodStage.Held ? HoldReasons.Of(held.HoldReasonCode ?? 0) : null;
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
            Owner = (hold ?? PodReasons.Find(snapshot.Reason))?.Owner ?? ReasonOwner.Site,
            Remedy = hold is null ? PodReasons.Find(snapshot.Reason)?.Remedy : hold.Remedy,
            Message = MessageOf(snapshot.Reason, containers),
            Since = times.Of(snapshot.Since),
            AcceptedAt = times.Of(pod.AcceptedAt),
            WaitsFor = WaitsForText.Of(snapshot, willRelease),
            NextTryAt = MayTry(snapshot, willRelease) ? times.Of(snapshot.NextTryAt) : null,
            LastFailure = pod.LastFailure is { } failure ? OneLine.Of(failure.ToString(), LongestFailure) : null,
            Failures = pod.Failures,
            JobId = pod.Job?.ToString(),
            GlobalJobId = pod.GlobalJobId,
            Attempt = pod.Attempt,
            JobStarts = pod.Ad?.NumJobStarts ?? 0,
            Containers = outline.Containers.Count,
            ReadyContainers = status?.Containers.Count(container => container.Ready) ?? 0,
            Restarts = containers.Sum(container => container.RestartCount),
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

    // Pods whose job waits or runs have reminders too, but try nothing then.
    private static bool MayTry(PodSnapshot snapshot, bool willRelease) =>
        snapshot.Pod.Failures > 0
        || snapshot switch
        {
            { Stage: PodStage.Held } => willRelease,
            { Stage: PodStage.Submitting } => snapshot.Pod.Stage == Stage.Accepted,
            _ => snapshot.Stage is PodStage.Ending or PodStage.Deleting,
        };

    private static bool WillRelease(PodState pod, IReadOnlyList<HoldRule> site) =>
        pod.Ad is { Status: JobStatus.Held } ad && (ad.IsNodeFault || HoldRules.Releases(ad, site));

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
