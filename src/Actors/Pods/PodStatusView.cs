using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// What is told about a pod: pure, total over all stages and job states. Always every container, in the order of the spec.
/// Kubernetes derives the phase from it: any waiting container is Pending, all terminated is the end
/// (docs/interlink-protocol.md, "From a status to a phase").
/// </summary>
internal static class PodStatusView
{
    /// <summary>Null: this pod is not known (any more), or what became of it is not known again yet. Left out, it stays for the Virtual
    /// Kubelet as it was.</summary>
    public static PodStatus? Of(PodState pod) =>
        pod switch
        {
            { Outline: null } or { Stage: Stage.New or Stage.Deleting or Stage.Retained or Stage.Deleted } => null,
            { Stage: Stage.Refused, Step: Step.Writing } => null, // asked for anew: what it was is over
            { Stage: Stage.Finished, End: { } end } => BuildStatus(pod, end.InitContainers, end.Containers, end.Restarts),
            { Stage: Stage.Refused } => SameForAll(pod, new Terminated(1, "Error", EndCause.Refused(pod), null, null)),
            { Stage: Stage.Accepted } => SameForAll(pod, new Waiting("ContainerCreating", Submitting(pod))),
            _ => StatusOfReleased(pod),
        };

    private static PodStatus? StatusOfReleased(PodState pod) =>
        pod.Ad?.Status switch
        {
            // Just recovered, and the stream was not looked at yet. What was told before may be far beyond waiting, and must not be taken
            // back.
            _ when !pod.RunIsKnown => null,
            null => StatusFromStream(pod, DepartureMessage(pod) ?? "the job was submitted; HTCondor has not said yet what it does"),
            JobStatus.Idle or JobStatus.Unexpanded or JobStatus.Held when StreamIsNewer(pod) => StatusFromStream(
                pod,
                DepartureMessage(pod) ?? SettingUp
            ),
            JobStatus.Suspended when IsOfAnotherRun(pod) => StatusFromStream(pod, DepartureMessage(pod) ?? SettingUp),
            JobStatus.Idle
            or JobStatus.Unexpanded
            or JobStatus.Held
            or JobStatus.Blocked
            or JobStatus.Preparing
            or JobStatus.Suspended when DepartureMessage(pod) is { } departed => PausedStatus(pod, new Waiting("JobLeftQueue", departed)),
            // Paused, also before any run: the stream may have told of one that began, and was stopped, since the queue was seen.
            JobStatus.Held when pod.Ad.IsGated => PausedStatus(
                pod,
                new Waiting("ContainerCreating", $"job {pod.Job} was submitted on hold, and the sidecar is about to release it")
            ),
            JobStatus.Held when pod.Ad.IsNodeFault => PausedStatus(pod, new Waiting("NodeUnfit", MovingMessage(pod))),
            JobStatus.Held => PausedStatus(pod, new Waiting("JobHeld", EndCause.Held(pod))),
            JobStatus.Idle or JobStatus.Unexpanded when pod.Run.NodeFault is not null => PausedStatus(
                pod,
                new Waiting("NodeUnfit", MovingMessage(pod) + RejectionText(pod))
            ),
            JobStatus.Idle or JobStatus.Unexpanded => PausedStatus(
                pod,
                new Waiting(
                    "JobIdle",
                    pod.Ad.NumJobStarts > 0
                        ? $"HTCondor stopped job {pod.Job}; it waits in the queue to run again"
                        : $"job {pod.Job} waits in HTCondor's queue{RejectionText(pod)}"
                )
            ),
            JobStatus.Blocked => PausedStatus(
                pod,
                new Waiting("JobBlocked", $"HTCondor keeps job {pod.Job} from running for now (state Blocked)")
            ),
            JobStatus.Preparing => PausedStatus(pod, new Waiting("ContainerCreating", $"HTCondor prepares job {pod.Job}")),
            // The Virtual Kubelet calls every running container ready and shows no words of it. So what stands still waits.
            JobStatus.Suspended => PausedStatus(
                pod,
                new Waiting(
                    "JobSuspended",
                    $"HTCondor has suspended job {pod.Job} on its node. The containers stand still until it goes on; "
                        + $"an administrator can use: condor_continue {pod.Job}"
                )
            ),
            JobStatus.Running or JobStatus.TransferringOutput when pod.Run.NodeFault is not null => StatusFromStream(
                pod,
                DepartureMessage(pod) ?? MovingMessage(pod)
            ),
            JobStatus.Running or JobStatus.TransferringOutput => StatusFromStream(
                pod,
                DepartureMessage(pod) ?? $"job {pod.Job} has a slot on a node; its containers are being set up"
            ),
            JobStatus.Removed or JobStatus.Completed or JobStatus.Failed => StatusFromStream(
                pod,
                pod.OutputMissedSince is null
                    ? $"job {pod.Job} has ended; its output is being read"
                    : $"job {pod.Job} has ended, but its output is missing; the sidecar looks for it again (at most OutputMissingMinutes)"
            ),
            _ => StatusFromStream(pod, $"HTCondor shows job {pod.Job} in a state that this version of the sidecar does not know"),
        };

    private static string MovingMessage(PodState pod) =>
        $"job {pod.Job} is to run on another node: {EndCause.NodeFaultMessage(pod) ?? $"{pod.Ad!.HoldReason}"}";

    private const string SettingUp = "the containers are being set up";

    private static string RejectionText(PodState pod) => pod.Ad?.RejectReason is { Length: > 0 } reason ? $": {reason}" : "";

    /// <summary>Null: the job is in the queue, as far as is known.</summary>
    private static string? DepartureMessage(PodState pod) =>
        pod.Gone switch
        {
            null => null,
            { Failure: { } failure } => $"job {pod.Job} is no longer in HTCondor's queue, and its end cannot be looked up yet: {failure}",
            _ => $"job {pod.Job} is no longer in HTCondor's queue; its end is being looked up",
        };

    // The stream tells of a start up to a poll earlier than the queue, and the queue itself lags (status 2 with NumJobStarts 0 was seen).
    private static bool StreamIsNewer(PodState pod) =>
        pod.Run is { RunId: not null, NodeFault: null }
        && pod.Run.End is null or { IsFinal: true }
        && (IsOfAnotherRun(pod) || pod.Ad is { NumJobStarts: 0 });

    /// <summary>The queue was seen before the run began that the stream tells of.</summary>
    private static bool IsOfAnotherRun(PodState pod) => pod.Run.RunId is { } run && run != pod.RunWhenAdWasSeen;

    private static PodStatus StatusFromStream(PodState pod, string otherwise)
    {
        var (inits, mains) = new RunStatus(pod, otherwise).Of();
        return BuildStatus(pod, inits, mains, PodRestarts.Of(pod));
    }

    /// <summary>Nothing of it runs: what has ended stays so, all else waits.</summary>
    private static PodStatus PausedStatus(PodState pod, Waiting waiting)
    {
        var (inits, mains) = new RunStatus(pod, waiting.Message!).Of();
        return BuildStatus(pod, Still(inits), Still(mains), PodRestarts.Of(pod));

        IEnumerable<ContainerState> Still(ContainerState[] states) => states.Select(state => state is Terminated ? state : waiting);
    }

    private static string Submitting(PodState pod) =>
        pod.LastFailure is { } failure
            ? $"the job is not submitted yet, and the sidecar tries again. Last error: {failure}"
            : "the job is being submitted to HTCondor";

    /// <summary>The same of every container that is, or will be, in the job.</summary>
    private static PodStatus SameForAll(PodState pod, ContainerState state)
    {
        var outline = pod.Outline!;
        // Init containers are told in their order (one that is further than an earlier one mixes the Virtual Kubelet up): later ones wait.
        var ended = state is Terminated ? outline.InitContainers.Count : outline.InitContainers.TakeWhile(c => c.IsNotOffloaded).Count();
        var inits = outline.InitContainers.Select((c, i) => c.IsNotOffloaded && i < ended ? NotOffloadedStatus.Ended : state);
        return BuildStatus(
            pod,
            inits,
            NotOffloadedStatus.StatesOfAll(pod, outline.Containers.Where(c => !c.IsNotOffloaded).ToDictionary(c => c.Name, _ => state)),
            []
        );
    }

    private static PodStatus BuildStatus(
        PodState pod,
        IEnumerable<ContainerState> inits,
        IEnumerable<ContainerState> mains,
        IReadOnlyList<ContainerRestarts> restarts
    )
    {
        var outline = pod.Outline!;
        var count = outline.Containers.Count + outline.InitContainers.Count;
        IReadOnlyList<string> warnings = pod.Run.Warnings is { } seen ? [.. outline.Warnings, seen] : outline.Warnings;
        return new(
            outline.Uid,
            outline.Name,
            outline.Namespace,
            pod.Job?.ToString() ?? outline.Uid.Value,
            [.. outline.Containers.Zip(mains, Status)],
            [.. outline.InitContainers.Zip(inits, Status)]
        );

        ContainerStatus Status(ContainerOutline container, ContainerState state)
        {
            var again = restarts.FirstOrDefault(each => each.Container == container.Name);
            return new(container.Name, container.Image, state.With(warnings, count), again?.Count ?? 0, again?.LastState?.Shared(count));
        }
    }
}
