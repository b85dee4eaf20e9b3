using System.Diagnostics;
using System.Globalization;
using System.Net;
using HtcondorActors.Bench.Scale;
using HtcondorActors.TestPool;

namespace HtcondorActors.Bench.Nodes;

/// <param name="Nodes">All nodes that live.</param>
/// <param name="Database">PostgreSQL.</param>
internal sealed record CpuSeconds(double Nodes, double Database)
{
    public static CpuSeconds operator -(CpuSeconds later, CpuSeconds before) =>
        new(later.Nodes - before.Nodes, later.Database - before.Database);
}

/// <summary>
/// Nodes of one cluster, each in its own process, or one process that is no cluster. They have a PostgreSQL server with flushes, a folder,
/// and a schedd, which has its own process too.
/// </summary>
internal sealed class BenchNodes : IAsyncDisposable
{
    private const int AtOnce = 250;
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    private readonly PostgresServer _postgres = PostgresServer.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-bench.").FullName;
    private readonly string _data = Directory.CreateTempSubdirectory("ila-bench.").FullName;
    private readonly List<ServerProcess> _living = [];
    private readonly List<string> _files = [];
    private ServerProcess? _schedd;

    private BenchNodes() { }

    /// <summary>The nodes that live. The first one was there first, so it polls the queue until it ends.</summary>
    public IReadOnlyList<ServerProcess> Living => _living;

    public CpuSeconds Cpu => new(_living.Sum(node => node.CpuSeconds), ProcessCost.CpuSecondsOfFamily(_postgres.Id));

    public static async Task<BenchNodes> StartAsync(int count)
    {
        var nodes = new BenchNodes();
        try
        {
            nodes._schedd = await ServerProcess.StartAsync(["serve-queue", nodes._data]);
            nodes.WriteFiles(count);
            foreach (var file in nodes._files)
                await nodes.StartNodeAsync(file);
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>The requests go to the nodes in turn, as those of a load balancer do. Returns when all pods run.</summary>
    /// <returns>Seconds until the last create was answered; what it cost until all pods ran; how often a request was sent again.</returns>
    public async Task<(double Accepted, CpuSeconds Cpu, int Again)> CreateAsync(int from, int to)
    {
        var (clock, before, again) = (Stopwatch.StartNew(), Cpu, 0);
        await Parallel.ForAsync(
            from,
            to,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, cancel) =>
            {
                for (var node = i; await _living[node % _living.Count].TryCreateAsync(i) is { } why; node++)
                {
                    if (Interlocked.Increment(ref again) == 1)
                        Samples.Say($"a create is sent again: {why.Trim()}");
                    await Task.Delay(100, cancel);
                }
            }
        );
        var accepted = clock.Elapsed.TotalSeconds;
        foreach (var node in _living)
            await SidecarFigures.UntilAllRunAsync(node, to);
        return (accepted, Cpu - before, again);
    }

    /// <summary>Kills a node, as the kernel would.</summary>
    public async Task KillAsync(ServerProcess node)
    {
        _living.Remove(node);
        await using (node)
            await node.KillAsync();
    }

    /// <summary>Starts the only node again after it was killed.</summary>
    public Task StartAgainAsync() => StartNodeAsync(_files.Single());

    /// <summary>The numbers of the pods whose actors are on this node.</summary>
    public static async Task<int[]> OwnAsync(ServerProcess node)
    {
        var uids = await node.Http.GetStringAsync("/bench/own");
        return
        [
            .. uids.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(uid => int.Parse(uid.AsSpan(uid.LastIndexOf('-') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>How many pods have an actor that has told its state since.</summary>
    public async Task<int> OwnedAsync()
    {
        var counts = await Task.WhenAll(_living.Select(node => node.Http.GetStringAsync("/bench/pods")));
        return counts.Sum(count => int.Parse(count, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _living)
            await node.DisposeAsync();
        if (_schedd is not null)
            await _schedd.DisposeAsync();
        _postgres.Dispose();
        TestFolder.Remove(_folder);
        TestFolder.Remove(_data);
    }

    private void WriteFiles(int count)
    {
        using var certificates = new ClusterCertificates(Path.Combine(_folder, "tls"));
        var database = _postgres.NewDatabase();
        for (var i = 0; i < count; i++)
        {
            var file = Path.Combine(_folder, $"node{i}.yaml");
            var cluster = count == 1 ? "" : $"ClusterHost: 127.0.0.1\nClusterPort: {FreePort.Next()}\n{certificates.NodeLines()}";
            File.WriteAllText(
                file,
                $"""
                DataRootFolder: {_data}
                JournalDatabase: {database}
                InstanceName: {BenchServer.InstanceId}
                LogLevel: Error
                {cluster}
                """
            );
            _files.Add(file);
        }
    }

    private async Task StartNodeAsync(string file)
    {
        var node = await ServerProcess.StartAsync(["serve-node", file, _schedd!.Address.ToString()]);
        _living.Add(node);
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            using var answer = await node.Http.GetAsync("/readyz");
            if (answer.StatusCode == HttpStatusCode.OK)
                return;
            if (clock.Elapsed > Soon)
                throw new TimeoutException($"a node is not ready:\n{await answer.Content.ReadAsStringAsync()}");
        }
    }
}
