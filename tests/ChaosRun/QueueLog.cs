using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>A job, and every status that the schedd has ever committed for it.</summary>
internal sealed record Committed(string Uid, int Cluster, int Proc, IReadOnlySet<int> Statuses)
{
    private const int Removed = 3, Held = 5, Completed = 4;

    /// <summary>It might have run, whether or not it did: it was once something else than held or removed.</summary>
    public bool LeftItsGate => Statuses.Any(status => status is not (Held or Removed));

    public bool HasCompleted => Statuses.Contains(Completed);
}

/// <summary>
/// The schedd's own log of its queue (job_queue.log), kept from the first job on: what is in it has happened, whoever was killed or frozen then,
/// and whatever became of queue and history. Each restart of the schedd begins a new file, with the queue as it is.
/// </summary>
/// <param name="spool">The schedd's.</param>
internal sealed class QueueLog(string spool)
{
    /// <summary>For the schedd's configuration: by default only one former file is kept.</summary>
    public const string Configuration = "MAX_JOB_QUEUE_LOG_ROTATIONS = 100000\n";

    private const string SetAttribute = "103", BeginTransaction = "105", EndTransaction = "106";

    public IReadOnlyList<Committed> Read()
    {
        Dictionary<(int Cluster, int Proc), string> uids = [];
        Dictionary<(int Cluster, int Proc), HashSet<int>> statuses = [];
        foreach (var line in Directory.GetFiles(spool, "job_queue.log*").SelectMany(CommittedLines))
        {
            if (line.Split(' ', 4) is not [SetAttribute, var key, var name, var value]) continue;
            if (name == "InterLinkPodUid") uids[JobOf(key)] = value.Trim('"');
            if (name != "JobStatus") continue;
            if (!statuses.TryGetValue(JobOf(key), out var seen)) statuses[JobOf(key)] = seen = [];
            seen.Add(int.Parse(value, CultureInfo.InvariantCulture));
        }
        return [.. statuses.Where(each => each.Key.Proc >= 0).Select(each => new Committed(UidOf(each.Key), each.Key.Cluster, each.Key.Proc, each.Value)).Where(job => job.Uid.Length > 0)];

        // What all jobs of a cluster share is written once, as of process -1.
        string UidOf((int Cluster, int Proc) job) => uids.GetValueOrDefault(job) ?? uids.GetValueOrDefault((job.Cluster, -1)) ?? "";
    }

    private static (int Cluster, int Proc) JobOf(string key)
    {
        var parts = key.Split('.');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static List<string> CommittedLines(string file)
    {
        List<string> committed = [];
        List<string>? open = null;
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(BeginTransaction, StringComparison.Ordinal)) open = [];
            else if (line.StartsWith(EndTransaction, StringComparison.Ordinal))
            {
                committed.AddRange(open ?? []);
                open = null;
            }
            else (open ?? committed).Add(line);
        }
        return committed; // a transaction that was cut off did not happen
    }
}
