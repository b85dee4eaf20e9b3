using System.Globalization;
using System.Text.Json.Nodes;

namespace HtcondorActors.ChaosRun;

/// <param name="From">Where it was found.</param>
internal sealed record Job(string Uid, int Cluster, int Proc, int Status, int? HoldCode, int Starts, Place From)
{
    public bool InQueue => From == Place.Queue;

    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Cluster}.{Proc}");
}

internal enum Place
{
    Queue,
    History,
    HistoryTakenAway,
}

/// <summary>What HTCondor itself has of the jobs, asked past the sidecar and its tools.</summary>
/// <param name="aside">Where history files that were taken away are kept: gone for the sidecar, not for the account.</param>
internal sealed class Queue(CondorPool pool, string aside)
{
    private const string Attributes = "ClusterId,ProcId,JobStatus,HoldReasonCode,NumJobStarts,InterLinkPodUid";

    /// <summary>Null: the schedd does not answer.</summary>
    public IReadOnlyList<Job>? Now()
    {
        var answer = pool.Tool(
            "condor_q",
            "-allusers",
            "-json",
            "-attributes",
            Attributes,
            "-constraint",
            "InterLinkPodUid isnt undefined"
        );
        return answer.ExitCode == 0 ? Read(answer.Stdout, Place.Queue) : null;
    }

    public IReadOnlyList<Job> History()
    {
        string[] gone = Directory.Exists(aside) ? Directory.GetFiles(aside) : [];
        return
        [
            .. Directory.GetFiles(Path.Combine(pool.Folder, "spool"), "history*").SelectMany(file => Of(file, Place.History)),
            .. gone.SelectMany(file => Of(file, Place.HistoryTakenAway)),
        ];
    }

    /// <summary>As a careless clean-up would.</summary>
    public bool TakeHistoryAway()
    {
        var file = Path.Combine(pool.Folder, "spool", "history");
        if (!File.Exists(file))
            return false;
        Directory.CreateDirectory(aside);
        File.Move(file, Path.Combine(aside, Guid.NewGuid().ToString("N")));
        return true;
    }

    private IReadOnlyList<Job> Of(string file, Place place)
    {
        var answer = pool.Tool(
            "condor_history",
            "-file",
            file,
            "-json",
            "-attributes",
            Attributes,
            "-constraint",
            "InterLinkPodUid isnt undefined"
        );
        if (answer.ExitCode != 0)
            throw new InvalidOperationException($"the history {file} cannot be read: {answer.Output}");
        return Read(answer.Stdout, place);
    }

    private static IReadOnlyList<Job> Read(string json, Place place) =>
        json.Trim().Length == 0
            ? []
            :
            [
                .. JsonNode
                    .Parse(json)!
                    .AsArray()
                    .Select(ad => new Job(
                        (string)ad!["InterLinkPodUid"]!,
                        (int)ad["ClusterId"]!,
                        (int)ad["ProcId"]!,
                        (int)ad["JobStatus"]!,
                        (int?)ad["HoldReasonCode"],
                        (int?)ad["NumJobStarts"] ?? 0,
                        place
                    )),
            ];
}
