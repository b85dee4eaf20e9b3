using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Pods;

/// <summary>What <see cref="PodState.Apply"/> takes. Time is in the fact; nothing is read from outside.</summary>
internal abstract record PodFact;

/// <summary>A fact that is on disk before anything is said or done because of it. Its JSON is a contract: see <c>Journal/</c>.</summary>
internal abstract record DurableFact : PodFact;

/// <summary>The pod is ours from here on: its files are on disk.</summary>
internal sealed record PodAccepted(PodOutline Outline, DateTimeOffset At) : DurableFact;

/// <summary>Written before every submit: a job with this attempt may exist from now on.</summary>
internal sealed record SubmitIntended(int Attempt, DateTimeOffset At) : DurableFact;

/// <summary>This job, and no other, will be let through the gate.</summary>
internal sealed record ReleaseDecided(JobId Job, string? GlobalJobId, DateTimeOffset At) : DurableFact;

/// <summary>The elected job was removed behind its gate: it never ran and never can, so another may be elected.</summary>
internal sealed record JobVoided(JobId Job, DateTimeOffset At) : DurableFact;

/// <summary>The scheduler answers, and takes the job in neither of two tries.</summary>
internal sealed record SubmitRefused(string Words, DateTimeOffset At) : DurableFact;

/// <summary>The pod's last word: every container has ended. Never changes.</summary>
internal sealed record PodFinished(IReadOnlyList<Terminated> InitContainers, IReadOnlyList<Terminated> Containers, DateTimeOffset At)
    : DurableFact
{
    /// <summary>Of those containers that were started again.</summary>
    public IReadOnlyList<ContainerRestarts> Restarts { get; init; } = [];
}

/// <summary>The ended job is out of the queue: nothing is left to be done for it.</summary>
internal sealed record JobLeft(DateTimeOffset At) : DurableFact;

internal sealed record DeletionAsked(PodUid Uid, DateTimeOffset At) : DurableFact;

/// <summary>No job is left, and no file but those of its logs.</summary>
internal sealed record LogsRetained(PodUid Uid, DateTimeOffset At) : DurableFact;

/// <summary>No job and no file is left. Kept as a tombstone.</summary>
internal sealed record PodDeleted(PodUid Uid, DateTimeOffset At) : DurableFact;

/// <summary>
/// The tombstone of a pod that was never accepted here. Any caller can make one, so it takes as little room as it can:
/// the entry's key has the UID, and the journal itself tells the entry's age.
/// </summary>
internal sealed record UnknownPodDeleted : DurableFact;

/// <summary>A fact of this life of the process only: looked up again after a restart.</summary>
internal abstract record PassingFact : PodFact;

internal sealed record StepTaken(Step Step) : PassingFact;

/// <summary>A create whose files are being written.</summary>
internal sealed record CreateStarted(PodOutline Outline) : PassingFact;

/// <param name="Failure">Null: it went well, earlier failures are forgotten.</param>
internal sealed record CallEnded(CondorFailure? Failure) : PassingFact;

/// <param name="Failure">Of the last submit; counted, because two in a row with a look that works are a refusal.</param>
internal sealed record SubmitTried(CondorFailure? Failure) : PassingFact;

/// <summary>If the look that follows finds nothing, a new submit is in order.</summary>
internal sealed record ResubmitAllowed : PassingFact;

/// <param name="Ad">The job as it was seen.</param>
/// <param name="At">When.</param>
internal sealed record JobAdUpdated(JobAd Ad, DateTimeOffset At) : PassingFact;

/// <summary>These spooled jobs were found, and their files have not come yet.</summary>
internal sealed record JobsSpooling(IReadOnlyList<JobId> Jobs, DateTimeOffset At) : PassingFact;

/// <summary>The job has left the queue, and how it ended is not known yet.</summary>
/// <param name="Failure">Why the history could not be asked; null: it is about to be.</param>
internal sealed record JobGoneFromQueue(CondorFailure? Failure) : PassingFact;

/// <param name="At">When.</param>
/// <param name="Within">An absence before that is so long ago that nobody knows what was in between: it is counted from anew.</param>
internal sealed record JobAbsent(DateTimeOffset At, TimeSpan Within) : PassingFact;

/// <summary>The pod's jobs were asked to go, and are on their way: a grace period may be long.</summary>
/// <param name="IsSo">False: one was seen that nobody has asked yet.</param>
internal sealed record JobsBeingRemoved(bool IsSo) : PassingFact;

/// <summary>The job has ended, and the output that it must have written is not there.</summary>
internal sealed record OutputAbsent(DateTimeOffset At) : PassingFact;

/// <summary>The job is sent away from the node of this run.</summary>
internal sealed record NodeLeft(string? Run) : PassingFact;

internal sealed record RunViewUpdated(RunView Run) : PassingFact
{
    /// <summary>Earlier runs of the job, the oldest first, known or not.</summary>
    public IReadOnlyList<RunView> Before { get; init; } = [];
}
