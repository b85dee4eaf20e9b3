namespace HtcondorActors.CondorIo;

/// <summary>One job, for a call that changes it. A schedd that lost its queue gives the same id again, even to a job with the same
/// tag.</summary>
/// <param name="Tag">The job's tag.</param>
/// <param name="Job">The job's id.</param>
/// <param name="GlobalJobId">The job's global id, which HTCondor never gives again; null if no look has shown it yet.</param>
public readonly record struct JobKey(JobTag Tag, JobId Job, string? GlobalJobId = null)
{
    /// <summary>A job whose global id is not known.</summary>
    public static implicit operator JobKey((JobTag Tag, JobId Job) job) => new(job.Tag, job.Job);

    internal bool Is(JobAd ad) =>
        ad.Tag == Tag && ad.Id == Job && (GlobalJobId is null || ad.GlobalJobId is null || ad.GlobalJobId == GlobalJobId);
}
