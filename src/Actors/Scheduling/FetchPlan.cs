using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Decides which running jobs' output is fetched next (pure). A fetch transfers the whole output, so a long output is fetched less often.
/// The job that is longest overdue comes first, so that no job starves. A round is bounded, so that later requests do not wait for all
/// jobs.
/// </summary>
internal static class FetchPlan
{
    /// <summary>The most jobs in one round, which is as many as one condor_transfer_data gets.</summary>
    public const int JobsAtMost = 500;

    /// <summary>The most bytes in one round, estimated from the last fetches. A single job may exceed it.</summary>
    public const long BytesAtMost = 256L << 20;

    private const double BytesPerInterval = 8 << 20;

    /// <summary>How long after the last read a log still counts as being read.</summary>
    private static readonly TimeSpan ReaderMemory = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReadFetchInterval = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<(JobTag Tag, JobId Job)> Next(
        IEnumerable<KeyValuePair<JobTag, Fetchable>> running,
        DateTimeOffset now,
        ActorsOptions options
    )
    {
        var due = running
            .Select(one => (one.Key, one.Value, At: DueAt(one.Value, now, options)))
            .Where(one => one.At <= now)
            .OrderBy(one => one.At);
        List<(JobTag, JobId)> chosen = [];
        var bytes = 0L;
        foreach (var (tag, job, _) in due)
        {
            bytes += job.Bytes;
            if (chosen.Count == JobsAtMost || (chosen.Count > 0 && bytes > BytesAtMost))
                break;
            chosen.Add((tag, job.Job));
        }
        return chosen;
    }

    /// <summary>
    /// Output that nobody reads still shows what the containers do. It is fetched once per poll, less often if it is long, but at least
    /// once per RetryAtMost.
    /// </summary>
    private static DateTimeOffset DueAt(Fetchable job, DateTimeOffset now, ActorsOptions options)
    {
        if (job.FetchedAt == DateTimeOffset.MinValue)
            return DateTimeOffset.MinValue;
        var wanted = now - job.WantedAt <= ReaderMemory;
        var every = (wanted ? ReadFetchInterval : options.PollInterval) * Math.Max(1, job.Bytes / BytesPerInterval);
        return job.FetchedAt + (every < options.RetryAtMost ? every : options.RetryAtMost);
    }
}
