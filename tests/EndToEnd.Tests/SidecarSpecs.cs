using System.Text.Json.Nodes;
using HtcondorActors.TestPool;
using Microsoft.Data.Sqlite;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A test class with a sidecar of its own on the shared pool.</summary>
[Collection(PoolCollection.Name)]
public abstract class SidecarSpecs(CondorPool pool) : IAsyncLifetime
{
    private Sidecar? _sidecar;

    protected CondorPool Pool { get; } = pool;
    internal Sidecar Sidecar => _sidecar!;
    internal SidecarCalls Calls => Sidecar.Client;
    protected virtual string[] Flags => [];
    protected virtual string Config => "";

    /// <summary>Of the sidecar and its tools.</summary>
    protected virtual IReadOnlyDictionary<string, string> Environment => Pool.Environment;

    public async Task InitializeAsync() => _sidecar = await Sidecar.StartAsync(Pool, Config, Environment, Flags);

    public async Task DisposeAsync()
    {
        if (_sidecar is not null)
            await _sidecar.DisposeAsync();
        Pool.Tool("condor_rm", "-all");
    }

    /// <summary>The jobs of the pod that are in the queue.</summary>
    internal JsonArray Queue(SentPod pod)
    {
        var answer = Pool.Tool(
            "condor_q",
            "-allusers",
            "-json",
            "-attributes",
            "ClusterId,ProcId,JobStatus,HoldReasonCode,NumJobStarts",
            "-constraint",
            $"InterLinkPodUid == \"{pod.Uid}\""
        );
        Assert.Equal(0, answer.ExitCode);
        return answer.Stdout.Trim().Length == 0 ? [] : JsonNode.Parse(answer.Stdout)!.AsArray();
    }

    /// <summary>How many jobs of the pod there ever were: the queue first and then the history, as a job moves from there to
    /// here.</summary>
    internal int JobsEver(SentPod pod) => AllJobs(pod).Count;

    /// <summary>How many of them ever began to run.</summary>
    internal int JobsEverStarted(SentPod pod) => AllJobs(pod).Count(job => job.Value > 0);

    private Dictionary<int, int> AllJobs(SentPod pod)
    {
        var inQueue = Queue(pod);
        var history = Pool.Tool(
            "condor_history",
            "-json",
            "-attributes",
            "ClusterId,NumJobStarts",
            "-constraint",
            $"InterLinkPodUid == \"{pod.Uid}\""
        );
        Assert.Equal(0, history.ExitCode);
        return inQueue
            .Concat(JsonNode.Parse(history.Stdout)!.AsArray())
            .GroupBy(job => (int)job!["ClusterId"]!)
            .ToDictionary(job => job.Key, job => job.Max(ad => (int?)ad!["NumJobStarts"] ?? 0));
    }

    internal static JsonNode State(JsonNode status, string container) =>
        status["containers"]!.AsArray().Concat(status["initContainers"]?.AsArray() ?? []).Single(c => (string?)c!["name"] == container)![
            "state"
        ]!;

    internal async Task<SqliteConnection> OpenJournalAsync()
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(Sidecar.DataRoot, "journal.sqlite")};Pooling=False;Default Timeout=60"
        );
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The journal, locked against every writer until this is disposed.</summary>
    internal async Task<SqliteConnection> HoldJournalAsync()
    {
        var connection = await OpenJournalAsync();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    internal string JobFolder(SentPod pod) => Path.Combine(Sidecar.DataRoot, "jobs", pod.Uid);
}
