using System.Collections.Concurrent;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>
/// A schedd in memory: jobs wait behind their gate, run when they are released, end when the test says so, and leave when they are
/// acknowledged or removed.
/// </summary>
internal sealed class InMemorySchedd : ICondorScheduler
{
    private readonly ConcurrentDictionary<JobTag, JobAd> _jobs = new();
    private int _clusters;

    /// <summary>What comes before each answer.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Submits => Volatile.Read(ref _clusters);

    public JobAd? Of(JobTag tag) => _jobs.GetValueOrDefault(tag);

    public void End(JobTag tag) => Change(tag, ad => ad with { Status = JobStatus.Completed, ExitCode = 0 });

    public async Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel)
    {
        await Before("submit");
        foreach (var job in jobs)
        {
            var id = new JobId(Interlocked.Increment(ref _clusters), 0);
            _jobs[job.Tag] = new JobAd
            {
                Id = id,
                Tag = job.Tag,
                Attempt = job.Attempt,
                GlobalJobId = $"schedd#{id}",
                Status = JobStatus.Held,
                HoldReasonCode = 15,
            };
        }
        return
        [
            .. jobs.Select(job => _jobs[job.Tag])
                .Select(ad => new JobResult(ad.Tag!, ad.Id, null) { Submitted = ad with { GlobalJobId = null } }),
        ];
    }

    public Func<PoolQuery> Pool { get; set; } = () => PoolQuery.Of(new PoolTotals(1, 64, 65536, new Dictionary<string, long>()));

    public Task<PoolQuery> PoolAsync(IReadOnlyList<string> resources, CancellationToken cancel) => Task.FromResult(Pool());

    public Task<IdleQuery> ExplainIdleAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        Task.FromResult(IdleQuery.Of(new Dictionary<JobId, IdleReason>()));

    public ScheddName Name { get; } = ScheddName.Parse("schedd");

    public Task<ScheddQuery> ScheddAsync(CancellationToken cancel) => Task.FromResult(new ScheddQuery(Name, null));

    public async Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel)
    {
        await Before("find");
        return JobQuery.Of([.. tags.Select(Of).OfType<JobAd>().Where(ad => history.IsAsked || !ad.FromHistory)]) with { Schedd = Name };
    }

    public Task<JobQuery> ListAsync(CancellationToken cancel) =>
        Task.FromResult(JobQuery.Of([.. _jobs.Values.Where(ad => !ad.FromHistory)]) with { Schedd = Name });

    public Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each(
            "release",
            jobs,
            ad =>
                ad.IsGated
                    ? ad with
                    {
                        Status = JobStatus.Running,
                        HoldReasonCode = null,
                        ReleaseReason = "via condor_release",
                        NumJobStarts = 1,
                    }
                    : ad
        );

    public Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each("release held", jobs, ad => ad.Status == JobStatus.Held ? ad with { Status = JobStatus.Running } : ad);

    public Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel) =>
        ReleaseHeldAsync([.. jobs.Select(job => new JobKey(job.Tag, job.Job))], cancel);

    public Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        RemovalFailure is { } failure
            ? Task.FromResult<IReadOnlyList<JobResult>>([.. jobs.Select(job => new JobResult(job.Tag, job.Job, failure))])
            : Each("remove", jobs, Removed);

    /// <summary>Why it removes no single job; null while it does.</summary>
    public CondorFailure? RemovalFailure { get; set; }

    public Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel) =>
        Each("remove", [.. tags.Select(tag => new JobKey(tag, default))], Removed);

    public Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each("acknowledge", jobs, ad => ad with { FromHistory = ad.FromHistory || ad.Status == JobStatus.Completed });

    public Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        Each("fetch", [.. jobs.Select(job => new JobKey(job.Tag, job.Job))], ad => ad);

    private static JobAd Removed(JobAd ad) =>
        ad.FromHistory ? ad : ad with { Status = JobStatus.Removed, FromHistory = true, RemoveReason = "via condor_rm" };

    private async Task<IReadOnlyList<JobResult>> Each(string call, IReadOnlyList<JobKey> jobs, Func<JobAd, JobAd> change)
    {
        await Before(call);
        foreach (var (tag, _, _) in jobs)
            Change(tag, change);
        return [.. jobs.Select(job => new JobResult(job.Tag, job.Job, null))];
    }

    private void Change(JobTag tag, Func<JobAd, JobAd> change)
    {
        if (_jobs.TryGetValue(tag, out var ad))
            _jobs[tag] = change(ad);
    }
}
