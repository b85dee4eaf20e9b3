namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Jobs in HTCondor's queue that carry this sidecar's mark and have no pod here: after a restored backup, a lost data folder, or a changed
/// instance. The sidecar leaves them alone until an operator decides.
/// </summary>
public interface IUnownedJobs
{
    /// <summary>The unowned jobs of the last poll that succeeded, in the order of their ids; null until the second one since the
    /// start: after the first, the pods say which jobs they do not own.</summary>
    Task<IReadOnlyList<UnownedJob>?> ListAsync(CancellationToken cancel);

    /// <summary>What <see cref="RemoveAsync"/> would do, job by job. Nothing is changed.</summary>
    Task<IReadOnlyList<UnownedJobAnswer>> WouldRemoveAsync(IReadOnlyList<string> jobs, CancellationToken cancel);

    /// <summary>
    /// Asks HTCondor to remove these jobs. A job that has a pod by now, or that may belong to another sidecar, is refused and left alone.
    /// Each removal is in the journal before HTCondor is asked.
    /// </summary>
    /// <param name="jobs">Ids such as <c>123.0</c>.</param>
    /// <param name="by">Who asked, for the journal and the log.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<IReadOnlyList<UnownedJobAnswer>> RemoveAsync(IReadOnlyList<string> jobs, string by, CancellationToken cancel);

    /// <summary>What <see cref="AdoptAsync"/> would do, job by job. Nothing is changed.</summary>
    Task<IReadOnlyList<UnownedJobAnswer>> WouldAdoptAsync(IReadOnlyList<string> jobs, CancellationToken cancel);

    /// <summary>
    /// Has the pods of these jobs go on with them. A pod's containers and limits are in the lost journal, in Kubernetes, and in the job's
    /// folder: without the latter a job is refused, and the answer says what else leads to an adoption. Nothing is submitted, and each
    /// adoption is in the journal first.
    /// </summary>
    /// <param name="jobs">Ids such as <c>123.0</c>.</param>
    /// <param name="by">Who asked, for the journal and the log.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<IReadOnlyList<UnownedJobAnswer>> AdoptAsync(IReadOnlyList<string> jobs, string by, CancellationToken cancel);
}

/// <summary>Why a job has no pod.</summary>
public enum UnownedKind
{
    /// <summary>The tag is a pod's UID, and the journal has no such pod, or one that was refused.</summary>
    PodUnknown,

    /// <summary>The tag is not the UID of a pod.</summary>
    TagOfNoPod,

    /// <summary>The job has this instance's mark and no tag.</summary>
    NoTag,

    /// <summary>The job has the name of this instance and the id of another data folder.</summary>
    OtherFolder,

    /// <summary>The job's ad cannot be read, so nobody knows whether a pod owns it.</summary>
    Unreadable,
}

/// <summary>A job without a pod.</summary>
/// <param name="Job"><c>cluster.proc</c>; null if even that cannot be read.</param>
/// <param name="Tag">The UID of the pod for which it was submitted.</param>
/// <param name="Namespace">The pod's namespace and name as the ad tells them; null if it does not.</param>
/// <param name="State">HTCondor's state of the job; null if it is not known.</param>
/// <param name="Since">Since when the job is in that state, by the schedd's clock.</param>
/// <param name="Why">Why it has no pod, in one sentence.</param>
public sealed record UnownedJob(
    string? Job,
    string? Tag,
    string? Namespace,
    string? PodName,
    string? State,
    DateTimeOffset? Since,
    UnownedKind Kind,
    string Why
);

/// <param name="Job">As it was asked for.</param>
/// <param name="IsDone">True if the job is removed or adopted, or would be.</param>
/// <param name="Words">What follows, or why nothing does, on one line.</param>
public sealed record UnownedJobAnswer(string Job, bool IsDone, string Words);
