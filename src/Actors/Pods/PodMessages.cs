using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>Asks where a container's log is; answered with <see cref="LogLocation"/>.</summary>
/// <param name="Container">Empty: the pod's first container.</param>
internal sealed record GetLogLocation(PodUid Uid, string Container) : IPodMessage;

/// <summary>Whoever waits for the answer to a create cannot wait much longer: it is given as soon as the pod is safe.</summary>
internal sealed record HurryCreateReply(PodUid Uid) : IPodMessage;

/// <summary>Everything that can happen to a pod, as <see cref="PodLife"/> hears it.</summary>
internal interface IPodInput;

internal sealed record CreatePod(PlannedPod Plan) : IPodInput, IPodMessage
{
    public PodUid Uid => Plan.Outline.Uid;
}

/// <summary>
/// A create that the site's policy refuses as it is now. Only the pod knows whether it was accepted before: then the policy of that time
/// holds, and the create is a repetition like any other.
/// </summary>
/// <param name="SpecDigest">Of the pod as it came.</param>
/// <param name="Words">The refusal: one line that names the field.</param>
internal sealed record CreateRefused(PodUid Uid, UInt128 SpecDigest, string Words) : IPodInput, IPodMessage;

internal sealed record DeletePod(PodUid Uid) : IPodInput, IPodMessage;

/// <summary>Sent after a start to every pod that has events or a folder, so that what was under way goes on unasked.</summary>
internal sealed record WakeUp(PodUid Uid) : IPodInput, IPodMessage;

/// <summary>The tombstone of this pod is old enough to go, if the pod was never accepted here.</summary>
internal sealed record ForgetUnknown(PodUid Uid) : IPodInput, IPodMessage;

/// <summary>The queue holds a job with this pod's tag that nobody watches.</summary>
/// <param name="Uid">The pod.</param>
/// <param name="Ad">The job.</param>
/// <param name="SeenFor">For how long it has been seen by this life of the process.</param>
internal sealed record StrayJobSeen(PodUid Uid, JobAd Ad, TimeSpan SeenFor) : IPodInput, IPodMessage;

/// <summary>No pod owns this job: a pod's answer about a stray job that carries its tag, or said of a job whose tag names no pod.</summary>
internal sealed record UnownedJobSeen(JobId Job);

/// <summary>The time to try again, or to make sure, has come.</summary>
internal sealed record Remind : IPodInput;

/// <summary>Whoever waits for the answer to a create has waited long enough.</summary>
internal sealed record CreateReplyDue : IPodInput;

internal sealed record FilesWritten(CondorFailure? Failure) : IPodInput;

internal sealed record FilesRemoved(CondorFailure? Failure) : IPodInput;

/// <summary>A submit is over; whether a job is there only a look can tell.</summary>
internal sealed record SubmitEnded(CondorFailure? Failure) : IPodInput;

/// <summary>What a look found of this pod's jobs.</summary>
internal sealed record JobsFound(JobQuery Query) : IPodInput;

internal sealed record ReleaseEnded(CondorFailure? Failure) : IPodInput;

internal sealed record RemoveEnded(CondorFailure? Failure) : IPodInput;

/// <summary>
/// The answer to one step, with the number of that step (<see cref="PodState.StepNumber"/>). An answer that comes after its step was
/// given up says nothing about the step of now.
/// </summary>
internal sealed record StepAnswered(long Number, IPodInput Answer) : IPodInput;

/// <summary>The answer to this step is lost: it did not come in time, or the actor that had the step in its queue has stopped.</summary>
internal sealed record StepLost(long Number) : IPodInput;

/// <summary>Told to the pod now and then by the actor that has its step in its queue. A slow scheduler makes no step overdue.</summary>
internal sealed record StepInProgress(long Step);

/// <summary>Losers of the election were asked to go; if one stays, the next poll shows it as a stray.</summary>
internal sealed record LosersRemoved(CondorFailure? Failure) : IPodInput;

internal sealed record AcknowledgeEnded(CondorFailure? Failure) : IPodInput;

/// <summary>The watched job, as the queue or the history has it now; told on change.</summary>
internal sealed record JobSeen(JobAd Ad) : IPodInput;

/// <summary>The watched job is no longer in the queue. What became of it only the history tells, which was not asked yet or could not
/// be.</summary>
/// <param name="AllMissing">No job at all is in the queue: it may be the wrong one.</param>
/// <param name="Failure">Why the history could not be asked; null: it is about to be.</param>
internal sealed record JobDeparted(bool AllMissing, CondorFailure? Failure) : IPodInput;

/// <summary>The watched job is in neither queue nor history, and both could be asked.</summary>
/// <param name="AllMissing">So are all other jobs: more likely we look at the wrong place than that all were lost.</param>
internal sealed record JobNotSeen(bool AllMissing) : IPodInput
{
    /// <summary>How long ago the look began. A process that was frozen hears of it much later.</summary>
    public TimeSpan Age { get; init; }
}

/// <summary>The job's stream has grown.</summary>
internal sealed record RunSeen(RunView Run) : IPodInput
{
    /// <summary>Earlier runs of the job, the oldest first, known or not.</summary>
    public IReadOnlyList<RunView> Before { get; init; } = [];
}

/// <summary>Where a job's output was looked for. A stream that says nothing is not one that is not there.</summary>
internal enum OutputPresence
{
    /// <summary>There is a file.</summary>
    There,

    /// <summary>The job's folder has no file of output.</summary>
    NoFile,

    /// <summary>The job's folder is not there: it is not mounted, or was removed.</summary>
    NoFolder,
}

/// <summary>The stream was read to its end after the job had ended.</summary>
internal sealed record RunRead(RunView Run, CondorFailure? Failure) : IPodInput
{
    /// <summary>What was there to be read.</summary>
    public OutputPresence Place { get; init; }

    /// <summary>Earlier runs of the job, the oldest first, known or not.</summary>
    public IReadOnlyList<RunView> Before { get; init; } = [];
}
