using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>A job, and what the schedd has ever committed for it.</summary>
/// <param name="GlobalId">With the time of its submit: never given again.</param>
/// <param name="Gates">Of a spooled job: what its gate was, once closed.</param>
internal sealed record Committed(
    string Uid,
    string GlobalId,
    int Cluster,
    int Proc,
    IReadOnlySet<int> Statuses,
    IReadOnlySet<int> HoldCodes,
    IReadOnlySet<string> Gates
)
{
    private const int Idle = 1,
        Removed = 3,
        Completed = 4,
        Held = 5;

    /// <summary>It might have run, whether or not it did: it was once something else than held or removed; of a spooled one, which waits
    /// idle, its gate was opened.</summary>
    public bool LeftItsGate =>
        Gates.Contains("true") || Statuses.Any(status => status is not (Held or Removed) && !(status == Idle && Gates.Count > 0));

    public bool HasCompleted => Statuses.Contains(Completed);

    public bool IsOver => HasCompleted || Statuses.Contains(Removed);

    /// <summary>One job, as it is in the logs of several queues.</summary>
    public static Committed Merged(IEnumerable<Committed> same) =>
        same.Aggregate(
            (one, other) =>
                one with
                {
                    Statuses = one.Statuses.Union(other.Statuses).ToHashSet(),
                    HoldCodes = one.HoldCodes.Union(other.HoldCodes).ToHashSet(),
                    Gates = one.Gates.Union(other.Gates).ToHashSet(),
                }
        );
}

/// <summary>
/// The schedd's own log of its queue (job_queue.log), kept from the first job on: what is in it has happened, whoever was killed or frozen
/// then, and whatever became of queue and history. Each restart of the schedd begins a new file, with the queue as it is.
/// </summary>
/// <param name="spool">The schedd's.</param>
/// <param name="former">A folder for the logs that others were put in the place of.</param>
internal sealed class QueueLog(string spool, string former)
{
    /// <summary>For the schedd's configuration: by default only one former file is kept.</summary>
    public const string Configuration = "MAX_JOB_QUEUE_LOG_ROTATIONS = 100000\n";

    private static readonly string[] Names = ["InterLinkPodUid", "InterLinkGo", "GlobalJobId", "JobStatus", "HoldReasonCode"];

    private const string Name = "job_queue.log",
        SetAttribute = "103",
        BeginTransaction = "105",
        EndTransaction = "106";

    public IReadOnlyList<Committed> Read() =>
        [.. Former().Append(spool).SelectMany(Read).GroupBy(job => job.GlobalId).Select(Committed.Merged)];

    /// <summary>The schedd is down: it will find what it had at the time of the backup. What it has done since stays known to us.</summary>
    /// <param name="backup">A copy of its log.</param>
    public void PutBack(string backup)
    {
        var folder = Path.Combine(former, Former().Length.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        foreach (var file in Files(spool))
            File.Move(file, Path.Combine(folder, Path.GetFileName(file)));
        File.Copy(backup, Path.Combine(spool, Name));
    }

    /// <summary>As it is now; a transaction that is being written is cut off.</summary>
    public void BackUp(string to) => File.Copy(Path.Combine(spool, Name), to, overwrite: true);

    private string[] Former() => Directory.Exists(former) ? Directory.GetDirectories(former) : [];

    /// <summary>The file that the schedd is still writing, to put it in the place of the present one, holds nothing that another does
    /// not.</summary>
    private static string[] Files(string folder) =>
        [
            .. Directory
                .GetFiles(folder, Name + "*")
                .Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Of all files as they were at one moment: a schedd that starts gives the present file another name.</summary>
    private static List<string> Lines(string folder)
    {
        while (true)
        {
            var files = Files(folder);
            try
            {
                List<string> lines = [.. files.SelectMany(CommittedLines)];
                if (Files(folder).SequenceEqual(files))
                    return lines;
            }
            catch (FileNotFoundException)
            {
                // It was renamed or moved away since it was listed: read again.
            }
        }
    }

    /// <summary>Of one queue: where it was put back, the same ids were given again.</summary>
    private static IEnumerable<Committed> Read(string folder)
    {
        Dictionary<(int Cluster, int Proc), Dictionary<string, HashSet<string>>> jobs = [];
        foreach (var line in Lines(folder))
        {
            if (line.Split(' ', 4) is not [SetAttribute, var key, var name, var value] || !Names.Contains(name))
                continue;
            var job = JobOf(key);
            if (!jobs.TryGetValue(job, out var attributes))
                jobs[job] = attributes = [];
            if (!attributes.TryGetValue(name, out var values))
                attributes[name] = values = [];
            values.Add(value.Trim('"'));
        }
        return jobs
            .Keys.Where(job => job.Proc >= 0 && Of(job, "InterLinkPodUid").Count > 0)
            .Select(job => new Committed(
                Of(job, "InterLinkPodUid").First(),
                Of(job, "GlobalJobId").FirstOrDefault($"{folder} {job}"),
                job.Cluster,
                job.Proc,
                Numbers(job, "JobStatus"),
                Numbers(job, "HoldReasonCode"),
                Of(job, "InterLinkGo")
            ));

        // What all jobs of a cluster share is written once, as of process -1.
        HashSet<string> Of((int Cluster, int Proc) job, string name) =>
            [.. jobs[job].GetValueOrDefault(name) ?? [], .. jobs.GetValueOrDefault((job.Cluster, -1))?.GetValueOrDefault(name) ?? []];

        HashSet<int> Numbers((int Cluster, int Proc) job, string name) =>
            [
                .. Of(job, name)
                    .Select(value => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0),
            ];
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
            if (line.StartsWith(BeginTransaction, StringComparison.Ordinal))
                open = [];
            else if (line.StartsWith(EndTransaction, StringComparison.Ordinal))
            {
                committed.AddRange(open ?? []);
                open = null;
            }
            else
                (open ?? committed).Add(line);
        }
        return committed; // a transaction that was cut off did not happen
    }
}
