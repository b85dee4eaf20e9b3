using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>
/// Which running jobs' output is fetched next: pure. A fetch brings the whole output, so a long one comes less often; who waits longest
/// past its time is first, so that nobody starves; and a round is bounded, so that those who come after it do not wait for all of them.
/// </summary>
internal static class FetchPlan
{
    /// <summary>Jobs in one round: as many as one condor_transfer_data is told of.</summary>
    public const int JobsAtMost = 500;

    /// <summary>Bytes in one round, by what was brought before; one job may be longer.</summary>
    public const long BytesAtMost = 256L << 20;

    private const double BytesPerInterval = 8 << 20;

    /// <summary>How long after somebody has read a log it is still taken to be read.</summary>
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

    /// <summary>What nobody reads still says what its containers do: it comes once a poll, or at least as often as everything is tried
    /// again.</summary>
    private static DateTimeOffset DueAt(Fetchable job, DateTimeOffset now, ActorsOptions options)
    {
        if (job.FetchedAt == DateTimeOffset.MinValue)
            return DateTimeOffset.MinValue;
        var wanted = now - job.WantedAt <= ReaderMemory;
        var every = (wanted ? ReadFetchInterval : options.PollInterval) * Math.Max(1, job.Bytes / BytesPerInterval);
        return job.FetchedAt + (every < options.RetryAtMost ? every : options.RetryAtMost);
    }
}
