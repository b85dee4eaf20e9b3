using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Runner;
using HtcondorActors.Actors.Translation;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// What is told about a pod: pure, total over all stages and job states. Always every container, in the order of the spec.
/// Kubernetes derives the phase from it: any waiting container is Pending, all terminated is the end (protocol 3.3).
/// </summary>
internal static class PodStatusView
{
    /// <summary>Null: this pod is not known (any more).</summary>
    public static PodStatus? Of(PodState pod) => pod switch
    {
        { Outline: null } or { Stage: Stage.New or Stage.Deleting or Stage.Deleted } => null,
        { Stage: Stage.Finished, End: { } end } => Told(pod, end.InitContainers, end.Containers),
        { Stage: Stage.Refused } => All(pod, new Terminated(1, "Error", $"HTCondor refused the job: {pod.Refusal}", null, null)),
        { Stage: Stage.Accepted } => All(pod, new Waiting("ContainerCreating", Submitting(pod))),
        _ => InJob(pod),
    };

    private static PodStatus InJob(PodState pod) => pod.Ad?.Status switch
    {
        null => FromRun(pod, "the job waits for HTCondor"),
        JobStatus.Idle or JobStatus.Unexpanded or JobStatus.Held when StreamIsNewer(pod) => FromRun(pod, "containers are being set up"),
        JobStatus.Held when pod.Ad.IsGated => All(pod, new Waiting("ContainerCreating", $"job {pod.Job} is about to be released")),
        JobStatus.Held => All(pod, new Waiting("JobHeld", $"job {pod.Job} is held: {pod.Ad.HoldReason ?? "no reason given"} (code {pod.Ad.HoldReasonCode})")),
        // Between two runs, too: what the containers of the former run did is over and will be done again.
        JobStatus.Idle or JobStatus.Unexpanded => pod.Ad.NumJobStarts > 0
            ? All(pod, new Waiting("JobIdle", $"job {pod.Job} was stopped and waits in HTCondor's queue to run again"))
            : All(pod, new Waiting("JobIdle", $"job {pod.Job} waits in HTCondor's queue")),
        JobStatus.Blocked => All(pod, new Waiting("JobBlocked", $"job {pod.Job} is blocked")),
        JobStatus.Preparing => All(pod, new Waiting("ContainerCreating", $"job {pod.Job} is being prepared")),
        JobStatus.Running or JobStatus.TransferringOutput or JobStatus.Suspended => FromRun(pod, $"job {pod.Job} has a slot; containers are being set up"),
        JobStatus.Removed or JobStatus.Completed or JobStatus.Failed => FromRun(pod, $"job {pod.Job} has ended; its output is being read"),
        _ => FromRun(pod, $"job {pod.Job} is in a state that is not known here"),
    };

    // The stream tells of a start up to a poll earlier than the queue, and the queue itself lags (status 2 with NumJobStarts 0 was seen).
    private static bool StreamIsNewer(PodState pod) =>
        pod.Run is { RunId: { } run, End: not { Stopped: true } } && (run != pod.RunAtSighting || pod.Ad is { NumJobStarts: 0 });

    private static PodStatus FromRun(PodState pod, string otherwise)
    {
        var initsDone = true;
        var inits = new List<ContainerState>();
        foreach (var container in pod.Outline!.InitContainers)
        {
            var state = State(pod.Run, container, otherwise, initsDone, isInit: true);
            inits.Add(state);
            initsDone &= state is Terminated { ExitCode: 0 };
        }
        var mains = pod.Outline.Containers.Select(container => State(pod.Run, container, otherwise, initsDone)).ToArray();
        return Told(pod, inits, mains.All(state => state is Terminated) ? NotYetAll(mains) : mains);
    }

    // That all containers have ended is told by PodFinished, once it is durable. Until then, milliseconds usually, the last one to end still counts as running.
    private static ContainerState[] NotYetAll(ContainerState[] mains)
    {
        var last = Array.IndexOf(mains, mains.MaxBy(state => ((Terminated)state).FinishedAt));
        return [.. mains.Select((state, i) => i != last ? state : ((Terminated)state).StartedAt is { } started ? new Running(started) : new Waiting("ContainerCreating"))];
    }

    private static ContainerState State(RunView run, ContainerOutline container, string otherwise, bool turn, bool isInit = false)
    {
        if (!turn) return new Waiting("PodInitializing", run.RunId is null ? otherwise : "waits for the init containers");
        if (!run.Containers.TryGetValue(container.Name, out var seen)) return new Waiting("ContainerCreating", otherwise);
        // A failed init container is the pod's end, which PodFinished tells: alone, with containers waiting, it would be Pending for ever (protocol 11).
        // Stopped: only the job's state tells whether that was the end; until then it counts as running, as it did.
        if (seen.Exit is { Stopped: false } exit && (exit.Code == 0 || !isInit))
            return new Terminated(exit.Code, exit.Code == 0 ? "Completed" : "Error", seen.Note, seen.StartedAt, exit.At);
        return seen.StartedAt is { } started ? new Running(started) : new Waiting("ContainerCreating", seen.Note ?? otherwise);
    }

    private static string Submitting(PodState pod) => pod.LastFailure is { } failure
        ? $"HTCondor did not take the job yet, it is tried again: {failure}"
        : "the job is being submitted to HTCondor";

    private static PodStatus All(PodState pod, ContainerState state) =>
        Told(pod, pod.Outline!.InitContainers.Select(_ => state), pod.Outline.Containers.Select(_ => state));

    private static PodStatus Told(PodState pod, IEnumerable<ContainerState> inits, IEnumerable<ContainerState> mains)
    {
        var outline = pod.Outline!;
        return new(outline.Uid, outline.Name, outline.Namespace, pod.Job?.ToString() ?? outline.Uid.Value,
            [.. outline.Containers.Zip(mains, (c, state) => new ContainerStatus(c.Name, c.Image, state))],
            [.. outline.InitContainers.Zip(inits, (c, state) => new ContainerStatus(c.Name, c.Image, state))]);
    }
}
