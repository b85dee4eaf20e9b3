using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Several sidecars that serve one schedd together: one data folder, one database, one CA.</summary>
internal sealed class NodeSet : IAsyncDisposable
{
    private readonly PostgresServer _database = PostgresServer.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-nodes.").FullName;
    private readonly ClusterCertificates _certificates;
    private readonly List<Sidecar> _nodes = [];
    private readonly Dictionary<Sidecar, int> _ports = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly string _instance = "nodes-" + Guid.NewGuid().ToString("N")[..8];
    private readonly CondorPool _pool;
    private readonly string _journal;

    private readonly string _further;

    private NodeSet(CondorPool pool, string further)
    {
        (_pool, _further, _journal) = (pool, further, _database.NewDatabase());
        _certificates = new ClusterCertificates(Path.Combine(_folder, "tls"));
    }

    public Sidecar this[int node] => _nodes[node];

    public IReadOnlyList<Sidecar> All => _nodes;

    public PostgresServer Database => _database;

    /// <summary>Its port for the other nodes.</summary>
    public int PortOf(Sidecar node) => _ports[node];

    /// <param name="pool">Whose schedd they serve.</param>
    /// <param name="count">How many.</param>
    /// <param name="further">Further lines of their configuration.</param>
    public static async Task<NodeSet> StartAsync(CondorPool pool, int count, string further = "")
    {
        var set = new NodeSet(pool, further);
        for (var i = 0; i < count; i++)
            set.Add(set._certificates);
        foreach (var node in set._nodes)
            await set.UntilReadyAsync(node);
        return set;
    }

    /// <summary>Starts a node that has certificates of another CA.</summary>
    public Sidecar AddStranger()
    {
        using var others = new ClusterCertificates(Path.Combine(_folder, "others"));
        return Add(others);
    }

    /// <summary>Starts a node whose data folder is not that of the others.</summary>
    public Sidecar AddElsewhere() => Add(_certificates, "elsewhere");

    private Sidecar Add(ClusterCertificates certificates, string folder = "data")
    {
        var port = FreePort.Next();
        var node = Sidecar.Begin(
            _pool,
            $"""
            JournalDatabase: {_journal}
            InstanceName: {_instance}
            ClusterHost: 127.0.0.1
            ClusterPort: {port}
            CreateReplyWithinSeconds: 80
            {certificates.NodeLines()}
            {_further}
            """,
            Path.Combine(_folder, folder)
        );
        node.Client.MayBeOutOfTouch = true;
        _nodes.Add(node);
        _ports[node] = port;
        return node;
    }

    /// <summary>The end of each node's log, for a test that fails.</summary>
    /// <param name="count">So many lines of each.</param>
    public string LastLines(int count) =>
        string.Join(
            "\n\n",
            _nodes.Select(node =>
                $"{_ports[node]}:\n{string.Join('\n', node.Printed.Split('\n', StringSplitOptions.TrimEntries).TakeLast(count))}"
            )
        );

    /// <summary>Waits until the node has joined the others. On a busy machine they may declare it dead meanwhile. It is then started again,
    /// as by systemd.</summary>
    public Task UntilReadyAsync(Sidecar node) =>
        Wait.UntilAsync(
            "a node to be ready",
            async () =>
            {
                if (node.HasExited)
                {
                    if (!node.Says("the other nodes go on without this one"))
                        throw new InvalidOperationException("a node ended:\n" + node.Printed);
                    await node.StartAgainAsync();
                }
                return await ReadyAsync(node);
            }
        );

    /// <summary>Waits for something that the nodes say or do. If it does not come, the failure shows what they have said.</summary>
    public async Task UntilAsync(string what, Func<bool> condition)
    {
        try
        {
            await Wait.UntilAsync(what, () => Task.FromResult(condition()));
        }
        catch (TimeoutException late)
        {
            var said = _nodes.Select(node => $"--- {_ports[node]}{(node.HasExited ? ", has ended" : "")}\n{node.Printed}");
            throw new TimeoutException($"{late.Message}\n{string.Join('\n', said)}", late);
        }
    }

    public async Task<bool> ReadyAsync(Sidecar node)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{node.Port}/readyz"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>The state of the pod's first container as the node tells it now; null if it tells none.</summary>
    public async Task<string?> StateAsync(Sidecar node, SentPod pod)
    {
        try
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{node.Port}/status"))
            {
                Content = new StringContent($"[{pod.PodJson}]"),
            };
            using var answer = await _http.SendAsync(asked);
            if (answer.StatusCode != HttpStatusCode.OK)
                return null;
            var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().SingleOrDefault();
            return told?["containers"]![0]!["state"]!.AsObject().Single().Key;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _database.Dispose();
        _certificates.Dispose();
        _http.Dispose();
        TestFolder.Remove(_folder);
    }
}
