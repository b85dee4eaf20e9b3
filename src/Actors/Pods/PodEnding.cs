using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Decides how every container ended, from what the stream and the queue showed. Each container gets an exit code. Zero is reported only if
/// the stream shows it, or if the job itself completed with 0, which happens only when every container did (95-main.sh). The job's exit
/// code is used for a container only if no other container can have caused it.
/// </summary>
internal static class PodEnding
{
    public static (Terminated[] InitContainers, Terminated[] Containers) Of(PodState pod)
    {
        var outline = pod.Outline!;
        var inits = new List<Terminated>();
        Terminated? failed = null;
        var culprit = "";
        foreach (var container in outline.InitContainers)
        {
            var end =
                failed is null ? InitEnd(pod, container)
                : container.IsNotOffloaded ? NotOffloadedStatus.Ended
                : NotStarted(culprit, failed);
            inits.Add(end);
            if (failed is null && end.ExitCode != 0 && pod.Run.Containers.ContainsKey(container.Name))
                (failed, culprit) = (end, container.Name);
        }
        var mains = outline.Containers.Select(container =>
            container.IsNotOffloaded ? NotOffloadedStatus.Ended
            : failed is null ? End(pod, container, isInit: false)
            : NotStarted(culprit, failed)
        );
        return ([.. inits], [.. mains]);
    }

    private static Terminated InitEnd(PodState pod, ContainerOutline container)
    {
        if (container.IsNotOffloaded)
            return NotOffloadedStatus.Ended;
        if (pod.Outline!.IsJobScript && JobScripts.HasStarted(pod))
            return JobScripts.InitDone;
        return container.IsSidecar && Sidecars.HasStarted(pod, container)
            ? Sidecars.Ended(pod, ContainerRuns.Of(pod, container)!)
            : End(pod, container, isInit: true);
    }

    /// <summary>
    /// A kubelet reports such a container as waiting for ever. The Virtual Kubelet would read that as Pending, so the sidecar reports the
    /// container as ended. It gets containerd's code for containers that were not started (128), never the exit code of another container.
    /// </summary>
    private static Terminated NotStarted(string culprit, Terminated failed)
    {
        var isOfPod = PodEndReasons.All.Contains(failed.Reason);
        var words =
            $"{(isOfPod ? "" : NotReached + ": ")}init container {culprit} failed with exit code {failed.ExitCode}, and this "
            + "one was not started";
        if (failed.Message is { Length: > 0 } message)
            words = StatusMessages.Bounded($"{words}: {message}");
        return new(isOfPod ? AttemptEnd.CodeOf(failed.Reason!) : NeverStarted, isOfPod ? failed.Reason : NotReached, words, null, null);
    }

    private const int NeverStarted = 128;
    private const string NotReached = PodReasons.ContainerStartNotReached;

    private static Terminated End(PodState pod, ContainerOutline container, bool isInit) =>
        ContainerRuns.Of(pod, container) switch
        {
            { Ended: { } ended } when MayHaveRestarted(pod, container, ended, isInit) => EndBetweenAttempts(pod, ended),
            { Ended: { } ended } => AttemptEnd.Of(pod, ended),
            { PendingRestart: not null, Previous: { } ended } => EndBetweenAttempts(pod, ended),
            var run => UnobservedEnd(pod, run),
        };

    /// <summary>
    /// True if the end of the stream could not be read (a removed job's spool is gone), so nobody knows whether a restart followed this
    /// end.
    /// </summary>
    private static bool MayHaveRestarted(PodState pod, ContainerOutline container, EndedAttempt ended, bool isInit) =>
        pod.Run.End is null
        && ended.Exit.IsFinal
        && ContainerRuns.ReportingContainer(pod.Outline!, container) is { MayRestart: true } rule
        && !RunStatus.IsLast(pod, rule, ended, isInit);

    /// <summary>
    /// The end of a container that was waiting for its restart. Its last end is reported, but not as a success, because the container was
    /// not finished.
    /// </summary>
    private static Terminated EndBetweenAttempts(PodState pod, EndedAttempt ended)
    {
        var end = AttemptEnd.Of(pod, ended);
        return end with
        {
            ExitCode = end.ExitCode == 0 ? AttemptEnd.ExitCodeOfSigterm : end.ExitCode,
            Reason = FailureReason(pod),
            Message =
                $"{EndCause.Of(pod)}; before that the container had ended with exit code {ended.Exit.Code} " + "and waited for its restart",
        };
    }

    private static Terminated UnobservedEnd(PodState pod, ContainerRun? run)
    {
        var code = pod.Ad switch
        {
            // The runner could not run the pod, or could not continue, and blamed no container.
            _ when pod.Run.End is { IsFinal: true, Code: not 0 } end => end.Code,
            _ when pod.Run.End is { PodEnd: { } reason } => AttemptEnd.CodeOf(reason),
            { Status: JobStatus.Completed, ExitSignal: { } signal } => 128 + signal,
            { Status: JobStatus.Completed, ExitCode: { } exit } when exit == 0 || IsOnlyUnobservedContainer(pod) => exit,
            _ => AttemptEnd.Killed,
        };
        var isUnknown =
            pod is { Run.End: null, Ad: { Status: JobStatus.Completed, ExitSignal: null, ExitCode: not (null or 0) } }
            && !IsOnlyUnobservedContainer(pod);
        var words = pod.Run.End is { PodEnd: not null } ? EndCause.Of(pod) : run?.Note ?? pod.Run.Note ?? EndCause.Of(pod);
        return new(
            code,
            code == 0 ? PodReasons.Completed
                : isUnknown ? PodReasons.ContainerStatusUnknown
                : FailureReason(pod),
            words,
            run?.StartedAt,
            pod.Ad?.CompletedAt
        );
    }

    /// <summary>The job's exit code is that of a failed container. It is this container's if all others were seen to end with 0.</summary>
    private static bool IsOnlyUnobservedContainer(PodState pod)
    {
        var ends = pod.Outline!.InitContainers.Concat(pod.Outline.Containers)
            .Where(container => !container.IsNotOffloaded)
            .Select(container => ContainerRuns.ReportingContainer(pod.Outline, container))
            .DistinctBy(container => container.Name)
            .Select(container => ContainerRuns.Of(pod, container)?.Ended)
            .ToArray();
        return ends.Count(end => end is null) == 1 && ends.All(end => end is null or { Exit.Code: 0 });
    }

    private static string FailureReason(PodState pod) => pod.Run.End?.PodEnd ?? EndCause.ReasonOf(pod);
}
