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
            { Stage: Stage.Refused } => SameForAll(pod, new Terminated(1, PodReasons.JobRefused, EndCause.Refused(pod), null, null)),
            { Stage: Stage.Accepted } => SameForAll(pod, Submitting(pod)),
            _ => StatusOfReleased(pod),
        };

    private static PodStatus? StatusOfReleased(PodState pod) =>
        pod.Ad?.Status switch
        {
            // The pod has just been recovered, and its stream has not been read yet. Earlier answers may have reported far more than
            // waiting, and that must not be taken back.
            _ when !pod.RunIsKnown => null,
            // The sidecar was restarted, and the schedd is silent. HTCondor has stopped this run, so nothing of it runs.
            null when pod.Run.End is { IsFinal: false } => PausedStatus(
                pod,
                new Waiting(
                    PodReasons.Recovering,
                    $"HTCondor has stopped the last run of job {pod.Job}; the schedd has not said yet what the job does now"
                )
            ),
            null => StatusFromStream(pod, Departed(pod) ?? Creating("the job was submitted; HTCondor has not said yet what it does")),
            JobStatus.Idle or JobStatus.Unexpanded or JobStatus.Held when StreamIsNewer(pod) => StatusFromStream(
                pod,
                Departed(pod) ?? Creating(SettingUp)
            ),
            JobStatus.Suspended when IsOfAnotherRun(pod) => StatusFromStream(pod, Departed(pod) ?? Creating(SettingUp)),
            JobStatus.Idle
            or JobStatus.Unexpanded
            or JobStatus.Held
            or JobStatus.Blocked
            or JobStatus.Preparing
            or JobStatus.Suspended when Departed(pod) is { } departed => PausedStatus(pod, departed),
            // Also before any run was seen in the queue: the stream may already show one that began and was stopped since the last poll.
            JobStatus.Held when pod.Ad.IsGated => PausedStatus(
                pod,
                new Waiting(PodReasons.ContainerCreating, $"job {pod.Job} was submitted on hold, and the sidecar is about to release it")
            ),
            JobStatus.Held when pod.Ad.IsNodeFault => PausedStatus(pod, new Waiting(PodReasons.NodeUnfit, MovingMessage(pod))),
            JobStatus.Held => PausedStatus(pod, new Waiting(PodReasons.JobHeld, EndCause.Held(pod))),
            JobStatus.Idle or JobStatus.Unexpanded when pod.Run.NodeFault is not null => PausedStatus(
                pod,
                new Waiting(PodReasons.NodeUnfit, MovingMessage(pod) + RejectionText(pod))
            ),
            JobStatus.Idle or JobStatus.Unexpanded => PausedStatus(
                pod,
                new Waiting(
                    pod.Idle is { NoSlotFits: true } ? PodReasons.NoSlotFits : PodReasons.JobIdle,
                    (
                        pod.Ad.NumJobStarts > 0
                            ? $"HTCondor stopped job {pod.Job}; it waits in the queue to run again"
                            : $"job {pod.Job} waits in HTCondor's queue{RejectionText(pod)}"
                    ) + (pod.Idle is { } why ? $"; {why}" : "")
                )
            ),
            JobStatus.Blocked => PausedStatus(
                pod,
                new Waiting(PodReasons.JobBlocked, $"HTCondor keeps job {pod.Job} from running for now (state Blocked)")
            ),
            JobStatus.Preparing => PausedStatus(pod, new Waiting(PodReasons.ContainerCreating, $"HTCondor prepares job {pod.Job}")),
            // The Virtual Kubelet reports every running container as ready and shows no message for it. So a suspended container is
            // reported as waiting.
            JobStatus.Suspended => PausedStatus(
                pod,
                new Waiting(
                    PodReasons.JobSuspended,
                    $"HTCondor has suspended job {pod.Job} on its node. The containers stand still until it goes on; "
                        + $"an administrator can use: condor_continue {pod.Job}"
                )
            ),
            JobStatus.Running or JobStatus.TransferringOutput when pod.Run.NodeFault is not null => StatusFromStream(
                pod,
                Departed(pod) ?? new Waiting(PodReasons.NodeUnfit, MovingMessage(pod))
            ),
            JobStatus.Running or JobStatus.TransferringOutput => StatusFromStream(
                pod,
                Departed(pod) ?? Creating($"job {pod.Job} has a slot on a node; its containers are being set up")
            ),
            JobStatus.Removed or JobStatus.Completed or JobStatus.Failed => StatusFromStream(
                pod,
                pod.OutputMissedSince is null
                    ? Creating($"job {pod.Job} has ended; its output is being read")
                    : new Waiting(
                        PodReasons.OutputMissing,
                        $"job {pod.Job} has ended, but its output is missing; the sidecar looks for it again (at most OutputMissingMinutes)"
                    )
            ),
            _ => StatusFromStream(pod, Creating($"HTCondor shows job {pod.Job} in a state that this version of the sidecar does not know")),
        };

    private static string MovingMessage(PodState pod) =>
        $"job {pod.Job} is to run on another node: {EndCause.NodeFaultMessage(pod) ?? $"{pod.Ad!.HoldReason}"}";

    private const string SettingUp = "the containers are being set up";

    private static string RejectionText(PodState pod) => pod.Ad?.RejectReason is { Length: > 0 } reason ? $": {reason}" : "";

    /// <summary>Null while the job is in the queue, as far as the sidecar knows.</summary>
    private static Waiting? Departed(PodState pod) =>
        pod.Gone switch
        {
            _ when pod.AskedInstead is { } other => new(
                PodReasons.OtherSchedd,
                $"job {pod.Job} belongs to the schedd {pod.Schedd}, and the sidecar asks {other}; nothing is known of the job until "
                    + "its own schedd answers"
            ),
            null => null,
            { Failure: { } failure } => new(
                PodReasons.JobLeftQueue,
                $"job {pod.Job} is no longer in HTCondor's queue, and its end cannot be looked up yet: {failure}"
            ),
            _ => new(PodReasons.JobLeftQueue, $"job {pod.Job} is no longer in HTCondor's queue; its end is being looked up"),
        };

    private static Waiting Creating(string message) => new(PodReasons.ContainerCreating, message);

    // The stream can show a start one poll earlier than the queue, and the queue itself lags (status 2 with NumJobStarts 0 was observed).
    private static bool StreamIsNewer(PodState pod) =>
        pod.Run is { RunId: not null, NodeFault: null }
        && pod.Run.End is null or { IsFinal: true }
        && (IsOfAnotherRun(pod) || pod.Ad is { NumJobStarts: 0 });

    /// <summary>True if the run that the stream shows began after the last poll of the queue.</summary>
    private static bool IsOfAnotherRun(PodState pod) => pod.Run.RunId is { } run && run != pod.RunWhenAdWasSeen;

    private static PodStatus StatusFromStream(PodState pod, Waiting otherwise)
    {
        var (inits, mains) = new RunStatus(pod, WithAge(pod, otherwise)).Of();
        return BuildStatus(pod, inits, mains, PodRestarts.Of(pod));
    }

    /// <summary>The status of a job that does not run: ended containers stay ended, all others wait.</summary>
    private static PodStatus PausedStatus(PodState pod, Waiting waiting)
    {
        waiting = WithAge(pod, waiting);
        var (inits, mains) = new RunStatus(pod, waiting).Of();
        return BuildStatus(pod, Still(inits), Still(mains), PodRestarts.Of(pod));

        IEnumerable<ContainerState> Still(ContainerState[] states) => states.Select(state => state is Terminated ? state : waiting);
    }

    /// <summary>Words that rest on the queue say how old they are while the schedd is silent.</summary>
    private static Waiting WithAge(PodState pod, Waiting waiting) =>
        pod.Silence is { } silence ? waiting with { Message = $"{waiting.Message} ({silence})" } : waiting;

    private static Waiting Submitting(PodState pod) =>
        pod.LastFailure is { } failure && !(pod.SubmitIsDeferred is null && FailureReasons.SaysNotNow(failure))
            ? new(
                pod.SubmitIsDeferred == true && FailureReasons.SaysNotNow(failure) ? PodReasons.SubmitDeferred : FailureReasons.Of(failure),
                $"the job is not submitted yet, and the sidecar tries again. Last error: {failure}"
            )
            : Creating("the job is being submitted to HTCondor");

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
