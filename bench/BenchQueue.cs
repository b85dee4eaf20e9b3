using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Bench;

/// <summary>
/// A queue in memory, so that a hundred thousand jobs run on one machine: submitted on hold, running as soon as they are released, each
/// with a container <c>main</c> that has started, until they are removed. Outlives its process by a file in the data folder.
/// </summary>
/// <param name="data">The sidecar's data folder: streams are written where HTCondor would.</param>
/// <param name="options">Names of attributes.</param>
internal sealed class BenchQueue(string data, CondorIoOptions options) : IBenchQueue
{
    private sealed record Job(int Cluster, JobTag Tag, int Attempt, bool Gated, long Queued);

    private readonly ConcurrentDictionary<JobTag, Job> _queue = new();
    private readonly Lock _file = new();
    private int _cluster;
    private (int Version, ReadOnlyMemory<byte> Text) _shown = (-1, default);
    private int _version;

    private string QueueFile => Path.Combine(data, "bench-queue");

    /// <summary>What a former process was given to run still runs, under the names it had: a job of another GlobalJobId would be another
    /// job.</summary>
    public BenchQueue Resume()
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

    public Task<IReadOnlyList<JobId>> SubmitAsync(IReadOnlyList<(JobTag Tag, int Attempt)> jobs)
    {
        var lines = new StringBuilder();
        var ids = jobs.Select(submitted =>
            {
                var job = new Job(Interlocked.Increment(ref _cluster), submitted.Tag, submitted.Attempt, Gated: true, Now());
                _queue[job.Tag] = job;
                lines.Append(job.Cluster).Append(' ').Append(job.Tag).Append(' ').Append(job.Queued).Append('\n');
                return new JobId(job.Cluster, 0);
            })
            .ToArray();
        lock (_file)
            File.AppendAllText(QueueFile, lines.ToString());
        Interlocked.Increment(ref _version);
        return Task.FromResult<IReadOnlyList<JobId>>(ids);
    }

    public Task ReleaseAsync(IReadOnlyList<(JobTag Tag, JobId Job)> jobs)
    {
        foreach (var (tag, job) in jobs)
        {
            Write(tag.Value, $"@1 run - {job.ToString().Length}\n{job}\n@1 start main 0\n\n");
            _queue[tag] = _queue[tag] with { Gated = false };
        }
        Interlocked.Increment(ref _version);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(IReadOnlyList<JobTag> tags)
    {
        foreach (var tag in tags)
            _queue.TryRemove(tag, out _);
        Interlocked.Increment(ref _version);
        return Task.CompletedTask;
    }

    public Task ShowAsync(IReadOnlyCollection<JobTag>? tags, Action<ReadOnlyMemory<byte>> block)
    {
        block(tags is null ? All() : TextOf(tags.Select(tag => _queue.GetValueOrDefault(tag)).OfType<Job>()));
        return Task.CompletedTask;
    }

    public void Forget() => _shown = (-1, default);

    /// <summary>A line of the container's log.</summary>
    public void Log(string tag, string line) => Write(tag, $"@1 log main {line.Length}\n{line}\n");

    private ReadOnlyMemory<byte> All()
    {
        var version = Volatile.Read(ref _version);
        var shown = _shown;
        if (shown.Version != version)
            _shown = shown = (version, TextOf(_queue.Values));
        return shown.Text;
    }

    private byte[] TextOf(IEnumerable<Job> jobs) =>
        QueueText.Of(jobs.Select(job => QueueText.Ad(job.Cluster, job.Tag.Value, job.Attempt, job.Gated, job.Queued, options)));

    private void Write(string tag, string frames)
    {
        using var file = new FileStream(
            Path.Combine(data, "jobs", tag, "job.stdout"),
            FileMode.Append,
            FileAccess.Write,
            FileShare.ReadWrite
        );
        file.Write(Encoding.ASCII.GetBytes(frames));
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();
}
