using System.Collections.Concurrent;
using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench;

/// <summary>
/// A schedd in memory behind the product's own port, so that ten thousand jobs run on one machine: submitted on hold, running as soon as they are released,
/// each with a container <c>main</c> that has started, until they are removed.
/// </summary>
/// <param name="data">The sidecar's data folder: streams are written where HTCondor would.</param>
internal sealed class BenchSchedd(string data) : ICondorScheduler
{
    private readonly ConcurrentDictionary<JobId, JobAd> _queue = new();
    private readonly ConcurrentDictionary<JobTag, JobAd> _left = new();
    private int _cluster;

    public string StreamOf(string tag) => Path.Combine(data, "jobs", tag, "job.stdout");

    public Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel) => Each(jobs, job => job.Tag, job =>
    {
        var ad = new JobAd { Id = new(Interlocked.Increment(ref _cluster), 0), Tag = job.Tag, Attempt = job.Attempt, Status = JobStatus.Held, HoldReasonCode = 15, QueuedAt = DateTimeOffset.UtcNow };
        _queue[ad.Id] = ad;
        return ad.Id;
    });

    public Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, bool alsoHistory, CancellationToken cancel)
    {
        var wanted = tags.ToHashSet();
        var found = _queue.Values.Where(ad => wanted.Contains(ad.Tag!));
        return Task.FromResult(JobQuery.Of([.. alsoHistory ? found.Concat(_left.Values.Where(ad => wanted.Contains(ad.Tag!))) : found]));
    }

    public Task<JobQuery> ListAsync(CancellationToken cancel) => Task.FromResult(JobQuery.Of([.. _queue.Values]));

    public Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) => Each(jobs, job => job.Tag, job =>
    {
        Write(job.Tag.Value, $"@1 run - {job.Job.ToString().Length}\n{job.Job}\n@1 start main 0\n\n");
        _queue[job.Job] = _queue[job.Job] with { Status = JobStatus.Running, HoldReasonCode = null, NumJobStarts = 1, StartedAt = DateTimeOffset.UtcNow };
        return job.Job;
    });

    /// <summary>None is ever on hold but behind its gate.</summary>
    public Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) => Each(jobs, job => job.Tag, job => job.Job);

    public Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel) => Each(tags, tag => tag, tag =>
    {
        foreach (var ad in _queue.Values.Where(ad => ad.Tag == tag))
            if (_queue.TryRemove(ad.Id, out _)) _left[tag] = ad with { Status = JobStatus.Removed, FromHistory = true };
        return null;
    });

    public Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) => RemoveAsync([.. jobs.Select(job => job.Tag)], cancel);
    public Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) => RemoveAsync([.. jobs.Select(job => job.Tag)], cancel);
    public Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) => Each(jobs, job => job.Tag, job => job.Job);

    /// <summary>A line of the container's log.</summary>
    public void Log(string tag, string line) => Write(tag, $"@1 log main {line.Length}\n{line}\n");

    private void Write(string tag, string frames)
    {
        using var file = new FileStream(StreamOf(tag), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.ASCII.GetBytes(frames));
    }

    private static Task<IReadOnlyList<JobResult>> Each<T>(IReadOnlyList<T> items, Func<T, JobTag> tagOf, Func<T, JobId?> change) =>
        Task.FromResult<IReadOnlyList<JobResult>>([.. items.Select(item => new JobResult(tagOf(item), change(item), null))]);
}
