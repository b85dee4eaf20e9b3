using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench;

/// <summary>A schedd without HTCondor behind the product's own port. What its queue prints is read as condor_q's answer is.</summary>
/// <param name="queue">The jobs.</param>
/// <param name="options">Names of attributes.</param>
internal sealed class BenchSchedd(IBenchQueue queue, CondorIoOptions options) : ICondorScheduler
{
    public async Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel)
    {
        var ids = await queue.SubmitAsync([.. jobs.Select(job => (job.Tag, job.Attempt))]);
        return [.. jobs.Zip(ids, (job, id) => new JobResult(job.Tag, id, null))];
    }

    public Task<PoolQuery> PoolAsync(IReadOnlyList<string> resources, CancellationToken cancel) =>
        Task.FromResult(PoolQuery.Of(new PoolTotals(1, 100_000, 100_000_000, new Dictionary<string, long>())));

    public Task<IdleQuery> ExplainIdleAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        Task.FromResult(IdleQuery.Of(new Dictionary<JobId, IdleReason>()));

    private static readonly ScheddName Name = ScheddName.Parse("schedd@pool.test");

    public Task<ScheddQuery> ScheddAsync(CancellationToken cancel) => Task.FromResult(new ScheddQuery(Name, null));

    public Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel) => ReadAsync(tags);

    public Task<JobQuery> ListAsync(CancellationToken cancel) => Task.Run(() => ReadAsync(null), cancel);

    public async Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel)
    {
        (JobTag, JobId)[] all = [.. jobs.Select(job => (job.Tag, job.Job))];
        await queue.ReleaseAsync(all);
        return Done(all);
    }

    /// <summary>None is ever on hold but behind its gate.</summary>
    public Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Task.FromResult(Done([.. jobs.Select(job => (job.Tag, job.Job))]));

    public Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel) =>
        Task.FromResult(Done([.. jobs.Select(job => (job.Tag, job.Job))]));

    public async Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel)
    {
        await queue.RemoveAsync(tags);
        return [.. tags.Select(tag => new JobResult(tag, null, null))];
    }

    public Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        RemoveAsync([.. jobs.Select(job => job.Tag)], cancel);

    public Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        RemoveAsync([.. jobs.Select(job => job.Tag)], cancel);

    public Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        Task.FromResult(Done(jobs));

    private async Task<JobQuery> ReadAsync(IReadOnlyCollection<JobTag>? tags)
    {
        var reader = new JobAdReader(options, fromHistory: false);
        await queue.ShowAsync(tags, block => reader.Take(block.Span));
        return JobQuery.Of(reader.End()) with { Schedd = Name };
    }

    private static IReadOnlyList<JobResult> Done(IReadOnlyList<(JobTag Tag, JobId Job)> jobs) =>
        [.. jobs.Select(job => new JobResult(job.Tag, job.Job, null))];
}
