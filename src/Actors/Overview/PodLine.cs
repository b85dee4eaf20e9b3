using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Overview;

/// <summary>Reads a pod's published state as a line of the list, without making the pod's status (pure).</summary>
/// <param name="snapshot">The pod.</param>
/// <param name="site">The site's rules about jobs on hold.</param>
/// <param name="times">Converts the pod's times to those that are shown.</param>
internal sealed class PodLine(PodSnapshot snapshot, IReadOnlyList<HoldRule> site, ShownTimes times) : IPodLine
{
    public PodUid Uid => snapshot.Pod.Outline!.Uid;
    public string Namespace => snapshot.Pod.Outline!.Namespace;
    public string Name => snapshot.Pod.Outline!.Name;
    public PodStage Stage => snapshot.Stage;
    public string Reason => snapshot.Reason;
    public string? Hold => HoldReason?.Id;
    public int? HoldCode => HeldAd?.HoldReasonCode;
    public int? HoldSubCode => HeldAd?.HoldReasonSubCode;
    public ReasonOwner Owner => (HoldReason ?? PodReasons.Find(Reason))?.Owner ?? ReasonOwner.Site;
    public DateTimeOffset Since => times.Of(snapshot.Since);
    public DateTimeOffset? AcceptedAt => times.Of(snapshot.Pod.AcceptedAt);
    public DateTimeOffset? NextTryAt => snapshot.NextTryAt is { } next && MayTry() ? times.Of(next) : null;
    public string? JobId => snapshot.Pod.Job?.ToString();
    public int Containers => snapshot.Pod.Outline!.Containers.Count;
    public int ReadyContainers => snapshot.ReadyContainers;
    public int Restarts => snapshot.Restarts;
    public int Cpus => snapshot.Pod.Outline!.Cpus;
    public long MemoryMiB => snapshot.Pod.Outline!.MemoryMiB;
    public int Gpus => snapshot.Pod.Outline!.Gpus;
    public long? UsedCpuSeconds => snapshot.Pod.Ad?.UsedCpuSeconds;
    public long? UsedMemoryMiB => snapshot.Pod.Ad?.UsedMemoryMiB;

    private JobAd? HeldAd => Stage == PodStage.Held && snapshot.Pod.Ad is { Status: JobStatus.Held } held ? held : null;

    /// <summary>The catalogue's entry of the hold; null if the job is not on hold.</summary>
    public PodReason? HoldReason => HeldAd is { } held ? HoldReasons.Of(held.HoldReasonCode ?? 0) : null;

    /// <summary>True if the sidecar releases the job by itself.</summary>
    public bool WillRelease => snapshot.Pod.Ad is { Status: JobStatus.Held } ad && (ad.IsNodeFault || HoldRules.Releases(ad, site));

    // Pods whose job waits or runs have reminders too, but try nothing then.
    private bool MayTry() =>
        snapshot.Pod.Failures > 0
        || snapshot switch
        {
            { Stage: PodStage.Held } => WillRelease,
            { Stage: PodStage.Submitting } => snapshot.Pod.Stage == Pods.Stage.Accepted,
            _ => snapshot.Stage is PodStage.Ending or PodStage.Deleting,
        };
}
