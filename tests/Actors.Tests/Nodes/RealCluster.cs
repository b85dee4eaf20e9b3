using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.TestPool;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>
/// Actor systems of this process that form a cluster over mutual TLS, with the settings of the product. Nobody is downed.
/// </summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ila-cluster.").FullName;
    private readonly ClusterCertificates _certificates;
    private readonly List<Node> _nodes = [];

    public RealCluster() => _certificates = new ClusterCertificates(Path.Combine(_folder, "tls"));

    /// <summary>A node with a table of statuses, and nothing else.</summary>
    internal sealed class Node(ActorSystem system, StatusBoard board, ClusterLife life)
    {
        public ActorSystem System => system;
        public StatusBoard Board => board;
        public ClusterLife Life => life;
        public IActorRef Table { get; set; } = ActorRefs.Nobody;
        public Cluster Cluster => Akka.Cluster.Cluster.Get(system);
        public string Name => Peers.NameOf(Cluster.SelfAddress);

        /// <summary>The texts that callers get.</summary>
        public string[] Told(params PodUid[] pods) => [.. board.Read(pods).Found.Select(bytes => Encoding.UTF8.GetString(bytes.Span))];

        public void Publish(PodUid uid, string words) =>
            board.Publish(
                uid,
                new PodStatus(uid, words, "default", "7.0", [new("one", "busybox", new Running(DateTimeOffset.UnixEpoch))], [])
            );
    }

    private sealed class Names : IPodStatusFormat
    {
        public ReadOnlyMemory<byte> Render(PodStatus status) => Encoding.UTF8.GetBytes(status.Name);
    }

    /// <summary>Starts a node that joins the others. Returns when all are members.</summary>
    /// <param name="hocon">Further settings.</param>
    /// <param name="journalIsAway">What the table takes for the state of the journal.</param>
    public async Task<Node> AddAsync(string hocon = "", Func<bool>? journalIsAway = null)
    {
        var node = Start(hocon);
        node.Table = node.System.ActorOf(
            Props.Create(() =>
                new StatusTableActor(
                    node.Board,
                    node.Life,
                    journalIsAway ?? NotAway,
                    TimeProvider.System,
                    NullLogger<StatusTableActor>.Instance
                )
            ),
            "status-table"
        );
        _nodes.Add(node);
        node.Cluster.Join(_nodes[0].Cluster.SelfAddress);
        foreach (var each in _nodes)
            await UntilAsync(() => each.Cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == _nodes.Count);
        return node;
    }

    private static bool NotAway() => false;

    private Node Start(string hocon)
    {
        var files = _certificates
            .NodeLines()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(
                line => line[..line.IndexOf(':', StringComparison.Ordinal)],
                line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]
            );
        var own = new ClusterNode(
            "127.0.0.1",
            FreePort.Next(),
            "127.0.0.1",
            X509Certificate2.CreateFromPemFile(files["ClusterCertFile"], files["ClusterKeyFile"]),
            [X509CertificateLoader.LoadCertificateFromFile(files["ClusterCaFile"])]
        );
        var settings = ConfigurationFactory
            .ParseString(
                hocon
                    + """

                    akka.cluster.downing-provider-class = ""
                    akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
                    akka.loglevel = ERROR
                    akka.actor.provider = cluster
                    """
            )
            .WithFallback(ClusterTransport.Hocon(own, Guid.NewGuid().ToString("N")));
        var peers = new PeerCertificates(own, TimeProvider.System, NullLogger.Instance);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(settings), ClusterTransport.Certificates(own, peers));
        return new Node(ActorSystem.Create("htcondor-actors", setup), new StatusBoard(new Names()), new ClusterLife());
    }

    /// <summary>Waits for a condition.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(20);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.System.Terminate();
        _certificates.Dispose();
        TestFolder.Remove(_folder);
    }
}
