using System.Text.Json.Serialization;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The input of <see cref="PodState.Apply"/>. The fact carries its own time, so that applying it reads nothing from outside.
/// </summary>
internal abstract record PodFact;

/// <summary>A fact that is on disk before the pod replies or acts because of it. Its JSON is a contract: see <c>Journal/</c>.</summary>
internal abstract record DurableFact : PodFact
{
    /// <summary>When it happened, by the clock of this sidecar; null if the fact does not say. Not part of the JSON.</summary>
    [JsonIgnore]
    public DateTimeOffset? TimeOfFact =>
        this switch
        {
            PodAccepted f => f.At,
            ScheddNoted f => f.At,
            SubmitIntended f => f.At,
            ReleaseDecided f => f.At,
            JobVoided f => f.At,
            SubmitRefused f => f.At,
            PodFinished f => f.At,
            JobLeft f => f.At,
            DeletionAsked f => f.At,
            LogsRetained f => f.At,
            PodDeleted f => f.At,
            _ => null,
        };
}

/// <summary>The sidecar is responsible for the pod from here on: its files are on disk.</summary>
internal sealed record PodAccepted(PodOutline Outline, DateTimeOffset At) : DurableFact
{
    /// <summary>The schedd to which the pod's jobs go; null if its name was not known then, or in an entry of an earlier version.</summary>
    public ScheddName? Schedd { get; init; }
}

/// <summary>
/// The pod's jobs are in the queue of this schedd. Written once for a pod whose acceptance names none, and when the elected job is seen in
/// another schedd's queue.
/// </summary>
internal sealed record ScheddNoted(ScheddName Schedd, DateTimeOffset At) : DurableFact;

/// <summary>Written before every submit: a job with this attempt may exist from now on.</summary>
internal sealed record SubmitIntended(int Attempt, DateTimeOffset At) : DurableFact;

/// <summary>This job, and no other, will be let through the gate.</summary>
internal sealed record ReleaseDecided(JobId Job, string? GlobalJobId, DateTimeOffset At) : DurableFact;

/// <summary>The elected job was removed behind its gate: it never ran and never can, so another may be elected.</summary>
internal sealed record JobVoided(JobId Job, DateTimeOffset At) : DurableFact;

/// <summary>The scheduler answered and refused the job twice in a row.</summary>
internal sealed record SubmitRefused(string Words, DateTimeOffset At) : DurableFact;

/// <summary>Every container has ended. This result never changes.</summary>
internal sealed record PodFinished(IReadOnlyList<Terminated> InitContainers, IReadOnlyList<Terminated> Containers, DateTimeOffset At)
    : DurableFact
{
    /// <summary>The restarts of the containers that were started again.</summary>
    public IReadOnlyList<ContainerRestarts> Restarts { get; init; } = [];
}

/// <summary>The ended job has left the queue: nothing is left to do for it.</summary>
internal sealed record JobLeft(DateTimeOffset At) : DurableFact;

internal sealed record DeletionAsked(PodUid Uid, DateTimeOffset At) : DurableFact;

/// <summary>No job is left, and no files except those of its logs.</summary>
internal sealed record LogsRetained(PodUid Uid, DateTimeOffset At) : DurableFact;

/// <summary>No job and no file is left. Kept as a tombstone.</summary>
internal sealed record PodDeleted(PodUid Uid, DateTimeOffset At) : DurableFact;

/// <summary>
/// The tombstone of a pod that was never accepted here. Any caller can cause one, so it is as small as possible: the entry's key holds the
/// UID, and the journal knows the entry's age.
/// </summary>
internal sealed record UnknownPodDeleted : DurableFact;

/// <summary>A fact of this process only. After a restart it is looked up again.</summary>
internal abstract record PassingFact : PodFact;

internal sealed record StepTaken(Step Step) : PassingFact;

/// <summary>
/// The pod's actor was started and has read its journal, so it knows the durable facts alone. Only histories contain this fact.
/// </summary>
internal sealed record ActorStarted : PassingFact;

/// <summary>A create has begun: its files are being written.</summary>
internal sealed record CreateStarted(PodOutline Outline) : PassingFact;

/// <param name="Failure">Null if the call succeeded; that resets the count of failures.</param>
internal sealed record CallEnded(CondorFailure? Failure) : PassingFact
{
    /// <summary>
    /// True if the failure is that of the last submit, and the schedd has answered since: a look found no job of the pod.
    /// </summary>
    public bool ScheddAnswers { get; init; }
}

/// <param name="Failure">The failure of the last submit. Refusals are counted: two in a row, each followed by a look that finds no job,
/// refuse the pod.</param>
internal sealed record SubmitTried(CondorFailure? Failure) : PassingFact;

/// <summary>If the look that follows finds no job, the pod may submit again.</summary>
internal sealed record ResubmitAllowed : PassingFact;

/// <param name="Ad">The job as the queue or the history showed it.</param>
/// <param name="At">When.</param>
internal sealed record JobAdUpdated(JobAd Ad, DateTimeOffset At) : PassingFact
{
    /// <summary>How far the wall clock was ahead of <see cref="At"/>, by whose clock this process counts.</summary>
    public TimeSpan WallAhead { get; init; }

    /// <summary>Since when the job has been in its state, by the clock of <see cref="At"/> and never later; null if the schedd does not
    /// say.</summary>
    public DateTimeOffset? StatusSince => Ad.StatusSince - WallAhead is not { } since || since > At ? null : since;
}

/// <summary>Why the job is idle; null if that is no longer known. It holds until the job leaves this idle state.</summary>
internal sealed record IdleExplained(IdleExplanation? Explanation) : PassingFact;

/// <summary>Since when the schedd is silent; null if it answers again.</summary>
internal sealed record QueueSilenceNoted(QueueSilence? Silence) : PassingFact;

/// <summary>These spooled jobs were found, but their input files have not arrived yet.</summary>
internal sealed record JobsSpooling(IReadOnlyList<JobId> Jobs, DateTimeOffset At) : PassingFact;

/// <summary>The job has left the queue, and how it ended is not known yet.</summary>
/// <param name="Failure">Why the history could not be asked; null if it has not been asked yet.</param>
internal sealed record JobGoneFromQueue(CondorFailure? Failure) : PassingFact;

/// <summary>The schedd that the sidecar asks now is another one than the job's, so nothing is known of the job.</summary>
internal sealed record JobIsElsewhere(ScheddName Asked) : PassingFact;

/// <param name="At">When.</param>
/// <param name="Within">If the last poll that missed the job is longer ago than this, the time of absence is counted from now: nobody knows
/// what happened in between.</param>
internal sealed record JobAbsent(DateTimeOffset At, TimeSpan Within) : PassingFact;

/// <summary>All jobs of the pod that are in the queue are being removed; this may last as long as their grace period.</summary>
/// <param name="IsSo">False if a job was seen that is not being removed yet.</param>
internal sealed record JobsBeingRemoved(bool IsSo) : PassingFact;

/// <summary>The job has ended, but the output that it must have written is missing.</summary>
internal sealed record OutputAbsent(DateTimeOffset At) : PassingFact;

/// <summary>
/// The journal says that the pod ended at a time in the future, because the clock was ahead when it was written. The age of the end counts
/// from <c>At</c>.
/// </summary>
internal sealed record EndDatedAhead(DateTimeOffset At) : PassingFact;

/// <summary>The job was released to run on another node than that of this run.</summary>
internal sealed record NodeLeft(string? Run) : PassingFact;

internal sealed record RunViewUpdated(RunView Run) : PassingFact
{
    /// <summary>Earlier runs of the job, the oldest first, including those that the pod knows already.</summary>
    public IReadOnlyList<RunView> Before { get; init; } = [];
}
