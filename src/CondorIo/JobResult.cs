namespace HtcondorActors.CondorIo;

/// <summary>
/// One item's answer in a bulk call. <c>Failure == null</c> means only that the tool reported success. The next look shows what is really
/// in the queue.
/// </summary>
public sealed record JobResult(JobTag Tag, JobId? Job, CondorFailure? Failure)
{
    /// <summary>
    /// Of a submit: the job as condor_submit made it, behind its gate. Null if an earlier submit of the same call may have made a job too.
    /// </summary>
    public JobAd? Submitted { get; init; }
}

/// <summary>A job that exists but has an invalid attribute. Nothing else is known of the job, and it is not gone.</summary>
/// <param name="Id">The job's id; null if it may be any job.</param>
/// <param name="Tag">The job's tag; null if it may be any tag.</param>
/// <param name="Attribute">The first invalid attribute.</param>
/// <param name="Words">What is wrong with the attribute.</param>
public sealed record UnreadableJob(JobId? Id, JobTag? Tag, string Attribute, string Words)
{
    /// <summary>
    /// True if this may be the given job. Then a query that does not show the job otherwise cannot tell whether it exists.
    /// </summary>
    public bool MayBe(JobTag tag, JobId job) => Id is { } id ? id == job : MayBeOf(tag);

    /// <summary>True if this job may carry the tag.</summary>
    public bool MayBeOf(JobTag tag) => Tag is null || Tag == tag;

    /// <summary>The reason why nothing is known. It leaves out the value, which may change with each poll; the log has the value.</summary>
    public CondorFailure ToFailure() =>
        new(CondorFailureKind.Unreadable, "job ad", null, $"{Name}: {Attribute} cannot be read (the sidecar's log shows it)");

    public override string ToString() => $"{Name}: {Attribute} {Words}";

    private string Name => $"job {(Id is { } id ? id.ToString() : "without a readable id")}{(Tag is { } tag ? $" of {tag}" : "")}";
}

/// <summary>The result of a query. With a failure the list is empty and means "cannot tell", never "gone".</summary>
public sealed record JobQuery(IReadOnlyList<JobAd> Jobs, CondorFailure? Failure)
{
    /// <summary>
    /// Jobs in the queue that carry this instance's name but belong to another data folder. This sidecar must not touch them.
    /// </summary>
    public IReadOnlyList<JobId> OfAnotherFolder { get; init; } = [];

    /// <summary>Jobs that were seen but could not be read. They are not in <see cref="Jobs"/>.</summary>
    public IReadOnlyList<UnreadableJob> Unreadable { get; init; } = [];

    /// <summary>The schedd that gave the answer; null if that is not known.</summary>
    public ScheddName? Schedd { get; init; }

    public static JobQuery Of(IReadOnlyList<JobAd> jobs) => new(jobs, null);

    public static JobQuery CannotTell(CondorFailure failure) => new([], failure);
}
