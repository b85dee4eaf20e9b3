using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench;

/// <summary>
/// A schedd in memory behind the product's own port, so that a hundred thousand jobs run on one machine: submitted on hold, running as soon
/// as they are released, each with a container <c>main</c> that has started, until they are removed. What it shows is printed as condor_q
/// prints it and read as that is. Outlives its process by a file in the data folder.
/// </summary>
/// <param name="data">The sidecar's data folder: streams are written where HTCondor would.</param>
/// <param name="options">Names of attributes.</param>
internal sealed class BenchSchedd(string data, CondorIoOptions options) : ICondorScheduler
{
    private sealed record Job(int Cluster, JobTag Tag, int Attempt, bool Gated, long Queued);

    private readonly ConcurrentDictionary<JobTag, Job> _queue = new();
    private readonly Lock _file = new();
    private int _cluster;
    private (int Version, ReadOnlyMemory<byte> Text) _shown = (-1, default);
    private int _version;

    private string QueueFile => Path.Combine(data, "bench-queue");

    public string StreamOf(string tag) => Path.Combine(data, "jobs", tag, "job.stdout");

    /// <summary>What a former process was given to run still runs, under the names it had: a job of another GlobalJobId would be another
    /// job.</summary>
    public BenchSchedd Resume()
    {
        if (!File.Exists(QueueFile))
            return this;
        foreach (var line in File.ReadLines(QueueFile).Select(line => line.Split(' ')))
        {
            var tag = JobTag.Parse(line[1]);
            var cluster = int.Parse(line[0], CultureInfo.InvariantCulture);
            _cluster = Math.Max(_cluster, cluster);
            _queue[tag] = new Job(cluster, tag, 1, Gated: false, long.Parse(line[2], CultureInfo.InvariantCulture));
        }
        return this;
    }

    public Task<IReadOnlyList<JobResult>> SubmitAsync(IReadOnlyList<SubmitDescription> jobs, CancellationToken cancel)
    {
        var lines = new StringBuilder();
        var results = jobs.Select(submitted =>
            {
                var job = new Job(Interlocked.Increment(ref _cluster), submitted.Tag, submitted.Attempt, Gated: true, Now());
                _queue[job.Tag] = job;
                lines.Append(job.Cluster).Append(' ').Append(job.Tag).Append(' ').Append(job.Queued).Append('\n');
                return new JobResult(job.Tag, new JobId(job.Cluster, 0), null);
            })
            .ToArray();
        lock (_file)
            File.AppendAllText(QueueFile, lines.ToString());
        Interlocked.Increment(ref _version);
        return Task.FromResult<IReadOnlyList<JobResult>>(results);
    }

    public Task<PoolQuery> PoolAsync(IReadOnlyList<string> resources, CancellationToken cancel) =>
        Task.FromResult(PoolQuery.Of(new PoolTotals(1, 100_000, 100_000_000, new Dictionary<string, long>())));

    public Task<IdleQuery> ExplainIdleAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        Task.FromResult(IdleQuery.Of(new Dictionary<JobId, IdleReason>()));

    public Task<JobQuery> FindAsync(IReadOnlyCollection<JobTag> tags, HistoryReach history, CancellationToken cancel) =>
        Task.FromResult(Read(TextOf(tags.Select(tag => _queue.GetValueOrDefault(tag)).OfType<Job>())));

    public Task<JobQuery> ListAsync(CancellationToken cancel) =>
        Task.Run(
            () =>
            {
                var version = Volatile.Read(ref _version);
                if (_shown.Version != version)
                    _shown = (version, TextOf(_queue.Values));
                return Read(_shown.Text);
            },
            cancel
        );

    public Task<IReadOnlyList<JobResult>> ReleaseAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each(
            jobs,
            job => job.Tag,
            job =>
            {
                Write(job.Tag.Value, $"@1 run - {job.Job.ToString().Length}\n{job.Job}\n@1 start main 0\n\n");
                _queue[job.Tag] = _queue[job.Tag] with { Gated = false };
                return job.Job;
            }
        );

    /// <summary>None is ever on hold but behind its gate.</summary>
    public Task<IReadOnlyList<JobResult>> ReleaseHeldAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        Each(jobs, job => job.Tag, job => job.Job);

    public Task<IReadOnlyList<JobResult>> ReleaseOnOtherNodesAsync(IReadOnlyList<JobToMove> jobs, CancellationToken cancel) =>
        Each(jobs, job => job.Tag, job => job.Job);

    public Task<IReadOnlyList<JobResult>> RemoveAsync(IReadOnlyList<JobTag> tags, CancellationToken cancel) =>
        Each(
            tags,
            tag => tag,
            tag =>
            {
                _queue.TryRemove(tag, out _);
                return null;
            }
        );

    public Task<IReadOnlyList<JobResult>> RemoveJobsAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        RemoveAsync([.. jobs.Select(job => job.Tag)], cancel);

    public Task<IReadOnlyList<JobResult>> AcknowledgeAsync(IReadOnlyList<JobKey> jobs, CancellationToken cancel) =>
        RemoveAsync([.. jobs.Select(job => job.Tag)], cancel);

    public Task<IReadOnlyList<JobResult>> FetchOutputAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs, CancellationToken cancel) =>
        Each(jobs, job => job.Tag, job => job.Job);

    /// <summary>A line of the container's log.</summary>
    public void Log(string tag, string line) => Write(tag, $"@1 log main {line.Length}\n{line}\n");

    /// <summary>Lets go of what it printed last: that is no memory of the sidecar's.</summary>
    public void Forget() => _shown = (-1, default);

    private JobQuery Read(ReadOnlyMemory<byte> text)
    {
        var reader = new JobAdReader(options, fromHistory: false);
        reader.Take(text.Span);
        return JobQuery.Of(reader.End());
    }

    private byte[] TextOf(IEnumerable<Job> jobs) =>
        QueueText.Of(jobs.Select(job => QueueText.Ad(job.Cluster, job.Tag.Value, job.Attempt, job.Gated, job.Queued, options)));

    private void Write(string tag, string frames)
    {
        using var file = new FileStream(StreamOf(tag), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.ASCII.GetBytes(frames));
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private Task<IReadOnlyList<JobResult>> Each<T>(IReadOnlyList<T> items, Func<T, JobTag> tagOf, Func<T, JobId?> change)
    {
        JobResult[] results = [.. items.Select(item => new JobResult(tagOf(item), change(item), null))];
        Interlocked.Increment(ref _version);
        return Task.FromResult<IReadOnlyList<JobResult>>(results);
    }
}
