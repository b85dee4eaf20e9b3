using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>The scheduler's port, played by the test: every call is kept, and answered when the test says so.</summary>
internal sealed class ScriptedScheduler : ICondorScheduler
{
    private readonly Lock _gate = new();
    private readonly List<HistoryReach> _reaches = [];
    private readonly List<(string Call, IReadOnlyList<string> Items)> _calls = [];

    public Func<IReadOnlyList<SubmitDescription>, Task<IReadOnlyList<JobResult>>> Submit { get; set; } =
        jobs => Ok(jobs.Select(job => job.Tag));
    public Func<IReadOnlyCollection<JobTag>, JobQuery> Find { get; set; } = _ => JobQuery.Of([]);

    /// <summary>Null: the queue is listed at once, by <see cref="List"/>.</summary>
    public Task<JobQuery>? ListLater { get; set; }

    /// <summary>Null: a look is answered at once, by <see cref="Find"/>.</summary>
    public Task<JobQuery>? FindLater { get; set; }

    /// <summary>How far back each look for jobs was to read.</summary>
    public IReadOnlyList<HistoryReach> Reaches
    {
        get
        {
            lock (_gate)
                return [.. _reaches];
        }
    }
    public Task BeforeFetch { get; set; } = Task.CompletedTask;
    public CondorFailure? FetchFailure { get; set; }
    public Func<JobQuery> List { get; set; } = () => JobQuery.Of([]);

    public IReadOnlyList<(string Call, IReadOnlyList<string> Items)> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    public Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel)
    {
        Note("submit", jobs.Select(job => job.Tag.Value));
        return Submit(jobs);
    }

    public Func<Task<PoolQuery>> Pool { get; set; } = () => throw new NotSupportedException();

    public Task<PoolQuery> PoolAsync(IReadOnlyList<string> resources, CancellationToken cancel)
    {
        Note("pool", resources);
        return Pool();
    }

    public Func<IReadOnlyList<(JobTag Tag, JobId Job)>, Task<IdleQuery>> Explain { get; set; } = _ => throw new NotSupportedException();

    public Task<IdleQuery> ExplainIdleAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel)
    {
        Note("explain", jobs.Select(job => job.Tag.Value));
        return Explain(jobs);
    }

    public Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel)
    {
        Note(history.IsAsked ? "find in history" : "find", tags.Select(tag => tag.Value));
        lock (_gate)
            _reaches.Add(history);
        return FindLater ?? Task.FromResult(Find(tags));
    }

    public Task<JobQuery> ListAsync(CancellationToken cancel)
    {
        Note("list", []);
        return ListLater ?? Task.FromResult(List());
    }

    public ScheddQuery Schedd { get; set; } = new(ScheddName.Parse("schedd@here"), null);

    public Task<ScheddQuery> ScheddAsync(CancellationToken cancel)
    {
        Note("schedd", []);
        return Task.FromResult(Schedd);
    }

    public Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) => Each("release", jobs);

    public Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each("release held", jobs);

    public Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel) =>
        Each("release elsewhere", [.. jobs.Select(job => new JobKey(job.Tag, job.Job))]);

    public Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each("remove jobs", jobs);

    public Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each("acknowledge", jobs);

    public Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        FetchAsync(jobs);

    public Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel)
    {
        Note("remove", tags.Select(tag => tag.Value));
        return Ok(tags);
    }

    private async Task<IReadOnlyList<JobResult>> FetchAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs)
    {
        Note("fetch", jobs.Select(job => job.Tag.Value));
        await BeforeFetch;
        return [.. jobs.Select(job => new JobResult(job.Tag, job.Job, FetchFailure))];
    }

    private Task<IReadOnlyList<JobResult>> Each(string call, IReadOnlyList<JobKey> jobs)
    {
        Note(call, jobs.Select(job => job.Tag.Value));
        return Ok(jobs.Select(job => job.Tag));
    }

    private static Task<IReadOnlyList<JobResult>> Ok(IEnumerable<JobTag> tags) =>
        Task.FromResult<IReadOnlyList<JobResult>>([.. tags.Select(tag => new JobResult(tag, null, null))]);

    private void Note(string call, IEnumerable<string> items)
    {
        lock (_gate)
            _calls.Add((call, [.. items]));
    }
}
