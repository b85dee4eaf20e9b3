namespace HtcondorActors.CondorIo;

/// <summary>
/// One item's answer in a bulk call. <c>Failure == null</c> says only that the tool reported success:
/// what really is in the queue is known after the next look.
/// </summary>
public sealed record JobResult(JobTag Tag, JobId? Job, CondorFailure? Failure);

/// <summary>What a query saw. With a failure the list is empty and says nothing: "cannot tell", never "gone".</summary>
public sealed record JobQuery(IReadOnlyList<JobAd> Jobs, CondorFailure? Failure)
{
    /// <summary>Of a list: jobs that carry this instance's name and are another data folder's. They are nobody's here.</summary>
    public IReadOnlyList<JobId> OfAnotherFolder { get; init; } = [];

    public static JobQuery Of(IReadOnlyList<JobAd> jobs) => new(jobs, null);
    public static JobQuery CannotTell(CondorFailure failure) => new([], failure);
}
