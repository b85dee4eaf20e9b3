namespace HtcondorActors.CondorIo;

/// <summary>
/// One item's answer in a bulk call. <c>Failure == null</c> says only that the tool reported success:
/// what really is in the queue is known after the next look.
/// </summary>
public sealed record JobResult(JobTag Tag, JobId? Job, CondorFailure? Failure);

/// <summary>A job that is there, with an attribute that cannot be believed: nothing is known of the job, nor that it is gone.</summary>
/// <param name="Id">Null: it may be any job.</param>
/// <param name="Tag">Null: it may be anybody's.</param>
/// <param name="Attribute">The first attribute that cannot be believed.</param>
/// <param name="Words">What is wrong with it.</param>
public sealed record UnreadableJob(JobId? Id, JobTag? Tag, string Attribute, string Words)
{
    /// <summary>It may be this job: whoever does not see the job otherwise cannot tell whether it is there.</summary>
    public bool MayBe(JobTag tag, JobId job) => Id is { } id ? id == job : MayBeOf(tag);

    /// <summary>It may carry this tag.</summary>
    public bool MayBeOf(JobTag tag) => Tag is null || Tag == tag;

    /// <summary>As the reason why nothing can be told. Without the value, which may change with each look: the log has it.</summary>
    public CondorFailure ToFailure() =>
        new(CondorFailureKind.Unreadable, "job ad", null, $"{Name}: {Attribute} cannot be read (the sidecar's log shows it)");

    public override string ToString() => $"{Name}: {Attribute} {Words}";

    private string Name => $"job {(Id is { } id ? id.ToString() : "without a readable id")}{(Tag is { } tag ? $" of {tag}" : "")}";
}

/// <summary>What a query saw. With a failure the list is empty and says nothing: "cannot tell", never "gone".</summary>
public sealed record JobQuery(IReadOnlyList<JobAd> Jobs, CondorFailure? Failure)
{
    /// <summary>Of a list: jobs that carry this instance's name and are another data folder's. They are nobody's here.</summary>
    public IReadOnlyList<JobId> OfAnotherFolder { get; init; } = [];

    /// <summary>Jobs that were seen and could not be read. They are none of <see cref="Jobs"/>.</summary>
    public IReadOnlyList<UnreadableJob> Unreadable { get; init; } = [];

    public static JobQuery Of(IReadOnlyList<JobAd> jobs) => new(jobs, null);

    public static JobQuery CannotTell(CondorFailure failure) => new([], failure);
}
