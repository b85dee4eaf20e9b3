using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Says how far a pod has come and why it is there, in one stage and one reason (pure). The reason is that of the status which Kubernetes
/// gets, so that operators and users read the same word.
/// </summary>
internal static class PodStages
{
    /// <param name="pod">The pod.</param>
    /// <param name="status">Its status by <see cref="PodStatusView"/>.</param>
    public static (PodStage Stage, string Reason) Of(PodState pod, PodStatus? status)
    {
        var stage = StageOf(pod, status);
        return (
            stage,
            stage switch
            {
                PodStage.Accepting => PodReasons.Accepting,
                PodStage.Deleting => PodReasons.Deleting,
                PodStage.Retained => PodReasons.LogsRetained,
                PodStage.Unknown when pod.AskedInstead is not null => PodReasons.OtherSchedd,
                PodStage.Ending when pod.Gone is not null || pod.Missed is not null => PodReasons.JobLeftQueue,
                PodStage.Ending when pod.OutputMissedSince is not null => PodReasons.OutputMissing,
                _ => ReasonOf(status),
            }
        );
    }

    /// <summary>
    /// True if a pod that goes from one of these reasons to the other still waits for the same. An image that cannot be fetched is told
    /// with two reasons in turn, as a kubelet does.
    /// </summary>
    public static bool IsSameWait(string before, string reason) => before == reason || (IsOfImage(before) && IsOfImage(reason));

    private static bool IsOfImage(string reason) => reason is PodReasons.ErrImagePull or PodReasons.ImagePullBackOff;

    private static PodStage StageOf(PodState pod, PodStatus? status) =>
        pod.Stage switch
        {
            Stage.New => PodStage.Accepting,
            Stage.Accepted => PodStage.Submitting,
            Stage.Refused when status is null => PodStage.Accepting,
            Stage.Refused => PodStage.Failed,
            Stage.Finished => HasFailed(status) ? PodStage.Failed : PodStage.Succeeded,
            Stage.Deleting => PodStage.Deleting,
            Stage.Retained or Stage.Deleted => PodStage.Retained,
            _ when pod.Gone is not null || pod.Missed is not null => PodStage.Ending,
            _ => StageOfJob(pod.Ad),
        };

    private static PodStage StageOfJob(JobAd? ad) =>
        ad switch
        {
            null => PodStage.Unknown,
            { IsGated: true } or { IsSpooling: true } => PodStage.Submitting,
            { Status: JobStatus.Held } => PodStage.Held,
            { Status: JobStatus.Suspended } => PodStage.Suspended,
            { Status: JobStatus.Running or JobStatus.TransferringOutput } => PodStage.Running,
            { Status: JobStatus.Completed or JobStatus.Removed or JobStatus.Failed } => PodStage.Ending,
            _ => PodStage.Idle,
        };

    private static bool HasFailed(PodStatus? status) =>
        status is not null && AllOf(status).Any(container => container.State is Terminated { ExitCode: not 0 });

    // A trouble comes before what merely waits, and what waits before what runs. The first container with the reason gives it.
    private static string ReasonOf(PodStatus? status)
    {
        if (status is null)
            return PodReasons.Recovering;
        string? waits = null,
            fails = null;
        var runs = false;
        foreach (var container in AllOf(status))
            switch (container.State)
            {
                case Waiting { Reason: PodReasons.ContainerCreating or PodReasons.PodInitializing } waiting:
                    waits ??= waiting.Reason;
                    break;
                case Waiting trouble:
                    return trouble.Reason;
                case Terminated { ExitCode: not 0 } failed:
                    fails ??= failed.Reason;
                    break;
                case Running:
                    runs = true;
                    break;
                default:
                    break;
            }
        return fails
            ?? (runs && waits is not PodReasons.PodInitializing ? PodReasons.Running : waits)
            ?? (runs ? PodReasons.Running : PodReasons.Completed);
    }

    private static IEnumerable<ContainerStatus> AllOf(PodStatus status) => status.InitContainers.Concat(status.Containers);
}
