using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Asks where a container's log is; answered with <see cref="LogLocation"/>.</summary>
/// <param name="Container">The container's name; empty means the pod's first container.</param>
internal sealed record GetLogLocation(PodUid Uid, string Container) : IPodMessage
{
    /// <summary>How long ago the request came for which this is asked.</summary>
    public TimeSpan? AskedAgo { get; init; }
}

/// <summary>The caller of a create cannot wait much longer. The pod answers as soon as it is durable.</summary>
internal sealed record HurryCreateReply(PodUid Uid) : IPodMessage;

/// <summary>The shard of this pod moves to another node.</summary>
internal sealed record HandOff;

/// <summary>The pod moves to another node. Whoever gets this as an answer asks again, and is answered there.</summary>
internal sealed record PodMoves(PodUid Uid);

/// <summary>Something that happens to a pod: the input of <see cref="PodLife"/>.</summary>
internal interface IPodInput;

internal sealed record CreatePod(PlannedPod Plan) : IPodInput, IPodMessage
{
    public PodUid Uid => Plan.Outline.Uid;

    /// <summary>The name of the files if another node has staged them; null if the plan has them.</summary>
    public string? Staged { get; init; }
    public PodCaller Caller { get; init; } = PodCaller.InterLink;
}

/// <summary>
/// A create that the site's present policy refuses. Only the pod knows whether it was accepted earlier: if so, the earlier policy holds,
/// and this create is a repetition.
/// </summary>
/// <param name="SpecDigest">The digest of the pod's spec in this create.</param>
/// <param name="Words">The refusal: one line that names the field.</param>
internal sealed record CreateRefused(PodUid Uid, UInt128 SpecDigest, string Words) : IPodInput, IPodMessage;

/// <summary>
/// An operator says that the pod of these jobs is known to Kubernetes, although the journal has lost it. The pod begins anew with the job
/// that it had: a look elects the job, and nothing is submitted. Answered as a create.
/// </summary>
/// <param name="Outline">As it was accepted before the loss.</param>
internal sealed record AdoptPod(PodOutline Outline, string By) : IPodInput, IPodMessage
{
    public PodUid Uid => Outline.Uid;
}

internal sealed record DeletePod(PodUid Uid) : IPodInput, IPodMessage
{
    public PodCaller Caller { get; init; } = PodCaller.InterLink;
}

/// <summary>Sent after a start to every pod that has events or a folder, so that the pod resumes what was in progress.</summary>
internal sealed record WakeUp(PodUid Uid) : IPodInput, IPodMessage;

/// <summary>An operator asks the pod to try again now what it waits to try.</summary>
internal sealed record RetryNow(PodUid Uid) : IPodInput, IPodMessage;

/// <summary>The tombstone of this pod is old enough to be deleted, provided the pod was never accepted here.</summary>
internal sealed record ForgetUnknown(PodUid Uid) : IPodInput, IPodMessage;

/// <summary>The queue contains a job with this pod's tag that no pod watches.</summary>
/// <param name="Uid">The pod.</param>
/// <param name="Ad">The job.</param>
/// <param name="SeenFor">How long this process has been seeing the job.</param>
internal sealed record StrayJobSeen(PodUid Uid, JobAd Ad, TimeSpan SeenFor) : IPodInput, IPodMessage;

/// <summary>Asks whether the pod has jobs, or may elect one: an operator wants a job with its tag removed.</summary>
internal sealed record GetOwnership(PodUid Uid) : IPodMessage;

/// <summary>The answer to <see cref="GetOwnership"/>.</summary>
internal sealed record Ownership(bool MayHaveJobs)
{
    /// <summary>A create in progress would elect the job.</summary>
    public static Ownership Of(PodState pod) => new(pod is not { Stage: Stage.New or Stage.Refused, Step: Step.None });
}

/// <summary>
/// No pod owns this job. A pod sends this for a stray job with its tag; the poller does for a job whose tag is no pod's UID.
/// </summary>
internal sealed record UnownedJobSeen(JobId Job);

/// <summary>The pod's reminder is due: try again, or check the state.</summary>
internal sealed record Remind : IPodInput;

/// <summary>The caller of a create has waited long enough for the job's id.</summary>
internal sealed record CreateReplyDue : IPodInput;

internal sealed record FilesWritten(CondorFailure? Failure) : IPodInput
{
    /// <summary>The schedd to which jobs go now; null if its name is not known.</summary>
    public ScheddName? Schedd { get; init; }
}

internal sealed record FilesRemoved(CondorFailure? Failure) : IPodInput;

/// <summary>A submit has returned. Unless <c>Job</c> is set, only a look can show which jobs of the pod exist.</summary>
internal sealed record SubmitEnded(CondorFailure? Failure) : IPodInput
{
    /// <summary>
    /// The job that this submit made. It is set only if the submit succeeded at once, and the last list of the queue shows no other job
    /// that may be the pod's. The pod itself must know that this was its first submit.
    /// </summary>
    public JobAd? Job { get; init; }
}

/// <summary>The jobs of this pod that a look found.</summary>
internal sealed record JobsFound(JobQuery Query) : IPodInput;

internal sealed record ReleaseEnded(CondorFailure? Failure) : IPodInput;

internal sealed record RemoveEnded(CondorFailure? Failure) : IPodInput;

/// <summary>
/// The answer to one step, with the number of that step (<see cref="PodState.StepNumber"/>). An answer to a step that was given up says
/// nothing about the present step.
/// </summary>
internal sealed record StepAnswered(long Number, IPodInput Answer) : IPodInput;

/// <summary>The answer to this step is lost: it did not come in time, or the actor that had the step in its queue has stopped.</summary>
internal sealed record StepLost(long Number) : IPodInput;

/// <summary>
/// The actor that has the pod's step in its queue sends this at intervals, so that a slow scheduler does not make the step overdue.
/// </summary>
internal sealed record StepInProgress(long Step);

/// <summary>The removal of the election's losers was requested. If one stays, the next poll reports it as a stray.</summary>
internal sealed record LosersRemoved(CondorFailure? Failure) : IPodInput;

internal sealed record AcknowledgeEnded(CondorFailure? Failure) : IPodInput;

/// <summary>The watched job, as the queue or the history shows it now; sent on each change.</summary>
internal sealed record JobSeen(JobAd Ad) : IPodInput;

/// <summary>
/// The watched job has left the queue. Only the history shows how the job ended, and the history has not been asked yet or did not answer.
/// </summary>
/// <param name="AllMissing">The queue contains none of the jobs: it may be the wrong queue.</param>
/// <param name="Failure">Why the history could not be asked; null if it has not been asked yet.</param>
internal sealed record JobDeparted(bool AllMissing, CondorFailure? Failure) : IPodInput
{
    /// <summary>The schedd whose queue lacks the job; null if that is not known.</summary>
    public ScheddName? Schedd { get; init; }
}

/// <summary>The watched job is in neither queue nor history, and both answered.</summary>
/// <param name="AllMissing">All other jobs are missing too. More likely the sidecar asks the wrong scheduler than that all jobs were
/// lost.</param>
internal sealed record JobNotSeen(bool AllMissing) : IPodInput
{
    /// <summary>How long ago the query began. A process that was frozen receives this message much later.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The schedd that lacks the job; null if that is not known.</summary>
    public ScheddName? Schedd { get; init; }
}

/// <summary>The schedd has not listed the queue for a while, or lists it again.</summary>
/// <param name="Silence">Null if it lists the queue again.</param>
internal sealed record QueueSilent(QueueSilence? Silence) : IPodInput;

/// <summary>An outage of the queue: one instance for all pods.</summary>
/// <param name="AnsweredAt">The last answer before it, by the wall clock.</param>
internal sealed record QueueSilence(DateTimeOffset AnsweredAt)
{
    public override string ToString() => $"as of {UtcTime.Of(AnsweredAt)}; the schedd has not answered since";
}

/// <summary>The job's stream has grown.</summary>
internal sealed record RunSeen(RunView Run) : IPodInput
{
    /// <summary>Earlier runs of the job, the oldest first, known or not.</summary>
    public IReadOnlyList<RunView> Before { get; init; } = [];
}

/// <summary>What was found at the place of a job's output. An empty stream is not the same as a missing one.</summary>
internal enum OutputPresence
{
    /// <summary>The output file exists.</summary>
    There,

    /// <summary>The job's folder has no output file.</summary>
    NoFile,

    /// <summary>The job's folder is missing: it is not mounted, or was removed.</summary>
    NoFolder,
}

/// <summary>The stream was read to its end after the job had ended.</summary>
internal sealed record RunRead(RunView Run, CondorFailure? Failure) : IPodInput
{
    /// <summary>Whether the output file and its folder were there.</summary>
    public OutputPresence Place { get; init; }

    /// <summary>Earlier runs of the job, the oldest first, known or not.</summary>
    public IReadOnlyList<RunView> Before { get; init; } = [];
}
