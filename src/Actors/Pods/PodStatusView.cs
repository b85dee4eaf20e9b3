using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// Builds the status of a pod (pure, total over all stages and job states). A status always lists every container, in the order of the
/// spec. Kubernetes derives the phase from the containers: any waiting container makes the pod Pending, and all terminated is the end
/// (docs/interlink-protocol.md, "From a status to a phase").
/// </summary>
internal static class PodStatusView
{
    /// <summary>
    /// Null if the pod is unknown or deleted, or if a restarted sidecar does not know its state yet. The answer then leaves the pod out,
    /// and the Virtual Kubelet keeps its last status.
    /// </summary>
    public static PodStatus? Of(PodState pod) =>
        pod switch
        {
            { Outline: null } or { Stage: Stage.New or Stage.Deleting or Stage.Retained or Stage.Deleted } => null,
            { Stage: Stage.Refused, Step: Step.Writing } => null, // created again: the old refusal is over
            { Stage: Stage.Finished, End: { } end } => BuildStatus(pod, end.InitContainers, end.Containers, end.Restarts),
            { Stage: Stage.Refused } => SameForAll(pod, new Terminated(1, "Error", EndCause.Refused(pod), null, null)),
            { Stage: Stage.Accepted } => SameForAll(pod, new Waiting("ContainerCreating", Submitting(pod))),
            _ => StatusOfReleased(pod),
        };

    private static PodStatus? StatusOfReleased(PodState pod) =>
        pod.Ad?.Status switch
        {
            // The pod has just been recovered, and its stream has not been read yet. Earlier answers may have reported far more than
            // waiting, and that must not be taken back.
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
            // Also before any run was seen in the queue: the stream may already show one that began and was stopped since the last poll.
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
                    pod.Idle is { NoSlotFits: true } ? PodReasons.NoSlotFits : "JobIdle",
                    (
                        pod.Ad.NumJobStarts > 0
                            ? $"HTCondor stopped job {pod.Job}; it waits in the queue to run again"
                            : $"job {pod.Job} waits in HTCondor's queue{RejectionText(pod)}"
                    ) + (pod.Idle is { } why ? $"; {why}" : "")
                )
            ),
            JobStatus.Blocked => PausedStatus(
                pod,
                new Waiting("JobBlocked", $"HTCondor keeps job {pod.Job} from running for now (state Blocked)")
            ),
            JobStatus.Preparing => PausedStatus(pod, new Waiting("ContainerCreating", $"HTCondor prepares job {pod.Job}")),
            // The Virtual Kubelet reports every running container as ready and shows no message for it. So a suspended container is
            // reported as waiting.
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

    /// <summary>Null while the job is in the queue, as far as the sidecar knows.</summary>
    private static string? DepartureMessage(PodState pod) =>
        pod.Gone switch
        {
            null => null,
            { Failure: { } failure } => $"job {pod.Job} is no longer in HTCondor's queue, and its end cannot be looked up yet: {failure}",
            _ => $"job {pod.Job} is no longer in HTCondor's queue; its end is being looked up",
        };

    // The stream can show a start one poll earlier than the queue, and the queue itself lags (status 2 with NumJobStarts 0 was observed).
    private static bool StreamIsNewer(PodState pod) =>
        pod.Run is { RunId: not null, NodeFault: null }
        && pod.Run.End is null or { IsFinal: true }
        && (IsOfAnotherRun(pod) || pod.Ad is { NumJobStarts: 0 });

    /// <summary>True if the run that the stream shows began after the last poll of the queue.</summary>
    private static bool IsOfAnotherRun(PodState pod) => pod.Run.RunId is { } run && run != pod.RunWhenAdWasSeen;

    private static PodStatus StatusFromStream(PodState pod, string otherwise)
    {
        var (inits, mains) = new RunStatus(pod, otherwise).Of();
        return BuildStatus(pod, inits, mains, PodRestarts.Of(pod));
    }

    /// <summary>The status of a job that does not run: ended containers stay ended, all others wait.</summary>
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

    /// <summary>The same state for every container that is, or will be, in the job.</summary>
    private static PodStatus SameForAll(PodState pod, ContainerState state)
    {
        var outline = pod.Outline!;
        // No init container may be further than an earlier one, because that confuses the Virtual Kubelet. So later ones wait.
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
