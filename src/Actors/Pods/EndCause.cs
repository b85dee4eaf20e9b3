using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Says in words why a pod was ended from outside its containers.</summary>
internal static class EndCause
{
    public static string Of(PodState pod) =>
        pod.Ad switch
        {
            _ when pod.Run.End is { PodEnd: { } reason } => ByRunner(pod, reason),
            _ when pod.Missed is not null => $"job {pod.Job} was lost: it is neither in HTCondor's queue nor in its history",
            { Status: JobStatus.Removed, RemoveReason: { Length: > 0 } reason } => $"job {pod.Job} was removed: {reason}",
            { Status: JobStatus.Removed } => $"job {pod.Job} was removed",
            { HoldReason: { Length: > 0 } reason } => $"job {pod.Job} was held: {reason}"
                + (NodeFaultMessage(pod) is { } left ? $"; {left}" : ""),
            { ExitSignal: { } signal } => $"job {pod.Job} was killed by signal {signal}",
            { ExitCode: { } code } => $"job {pod.Job} ended with exit code {code}; its output does not say how this container ended",
            _ => $"job {pod.Job} ended; its output does not say how this container ended",
        };

    /// <summary>The reason that belongs to <see cref="Of"/>.</summary>
    public static string ReasonOf(PodState pod) =>
        pod.Ad switch
        {
            _ when pod.Run.End is { PodEnd: { } reason } => reason,
            _ when pod.Missed is not null => PodReasons.JobLost,
            { Status: JobStatus.Removed } => PodReasons.JobRemoved,
            { HoldReason.Length: > 0 } => PodReasons.JobHeld,
            _ => PodReasons.Error,
        };

    public static string Held(PodState pod) =>
        $"job {pod.Job} is held: {pod.Ad!.HoldReason ?? "HTCondor gives no reason"} (hold code {pod.Ad.HoldReasonCode})";

    /// <summary>Says that the node of the newest run could run no container; null if no such fault is known.</summary>
    public static string? NodeFaultMessage(PodState pod) =>
        pod.Run.NodeFault is { } fault ? $"node {fault.Machine} can run no container ({fault.Words})" : null;

    public static string Refused(PodState pod) => $"HTCondor refused the job: {pod.Refusal}";

    /// <summary>The runner's last words about the pod say which limit it was.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="reason">One of <see cref="PodEndReasons"/>.</param>
    /// <param name="note">The runner's last note about the container.</param>
    public static string ByRunner(PodState pod, string reason, string? note = null) =>
        Named(
            reason,
            string.Join(
                "; ",
                ((string?[])[pod.Run.Note, note])
                    .OfType<string>()
                    .Distinct()
                    .DefaultIfEmpty(
                        reason == PodEndReasons.Evicted
                            ? "the pod wrote more on the node than it may"
                            : "the pod reached its time limit (activeDeadlineSeconds or wall-time)"
                    )
            )
        );

    public static string Named(string reason, string words) =>
        words.StartsWith(reason, StringComparison.Ordinal) ? words : $"{reason}: {words}";
}
