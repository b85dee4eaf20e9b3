using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>The sidecars of a run. Several share a data folder, a database and a schedd, and have a network of their own.</summary>
internal sealed class NodeSet : IDisposable
{
    private const string BeginsToPoll = "this node polls the queue for all nodes from now on";

    private const string IsDead = "it was declared dead";

    private readonly ClusterCertificates? _certificates;
    private int _declaredDead;

    /// <param name="folder">The run's.</param>
    /// <param name="plan">How many there are.</param>
    /// <param name="configuration">What all have in common.</param>
    /// <param name="tools">The environment with the scheduler's tools.</param>
    /// <param name="deaths">At which points one may die.</param>
    /// <param name="printed">Is given what they print.</param>
    public NodeSet(
        string folder,
        ChaosPlan plan,
        string configuration,
        IReadOnlyDictionary<string, string> tools,
        DeathPoints deaths,
        Action<string> printed
    )
    {
        if (plan.Nodes > 1)
        {
            Database = new Database(Path.Combine(folder, "pg"));
            Network = new NodeNetwork(plan.Nodes);
            _certificates = new ClusterCertificates(Path.Combine(folder, "tls"));
        }
        All = [.. Enumerable.Range(0, plan.Nodes).Select(Make)];

        Node Make(int number)
        {
            var own = Directory
                .CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"n{number + 1}")))
                .FullName;
            var (config, socket, clock) = (Path.Combine(own, "SidecarConfig.yaml"), Path.Combine(own, "http"), new Clock(own));
            var link = Database is null ? null : new DatabaseLink(Path.Combine(own, "db"), Database.Socket);
            File.WriteAllText(config, $"{configuration}\nSocket: {socket}\n{(link is null ? "" : Membership(number, link))}");
            var environment = tools.Concat(clock.Environment).ToDictionary();
            // The scheduler is where it was.
            if (Network is not null)
                environment["CHAOS_NETWORK"] = $"/proc/{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}/ns/net";
            SidecarSupervisor? supervisor = null;
            var process = new SidecarProcess(config, environment, Printed, plan.Spooled ? ["--schedd-host", "schedd@pool.test"] : [])
            {
                Wrapper = Network?.On(number) ?? [],
            };
            supervisor = new SidecarSupervisor(process, deaths, new Random(plan.Seed ^ 0x5EED ^ number));
            return new Node(process, clock, supervisor, socket) { Number = number, Database = link };

            void Printed(string line)
            {
                supervisor?.Heard(line);
                if (line.EndsWith(BeginsToPoll, StringComparison.Ordinal))
                    Poller = number;
                else if (line.Contains(IsDead, StringComparison.Ordinal))
                    Interlocked.Increment(ref _declaredDead);
                printed(Network is null ? line : string.Create(CultureInfo.InvariantCulture, $"{number + 1}| {line}"));
            }
        }
    }

    public IReadOnlyList<Node> All { get; }

    /// <summary>Null with one node, which has its journal in a file.</summary>
    public Database? Database { get; }

    /// <summary>Null with one node.</summary>
    public NodeNetwork? Network { get; }

    /// <summary>The number of the node that polls the queue for all.</summary>
    public int Poller { get; private set; }

    /// <summary>How often a node has said that another one is dead.</summary>
    public int DeclaredDead => _declaredDead;

    /// <summary>The nodes that run.</summary>
    public Node[] Running => [.. All.Where(node => !node.Process.HasExited)];

    /// <summary>Starts the nodes again whenever one has ended, until it is to stop.</summary>
    public Task KeepAsync(CancellationToken stop) =>
        Task.WhenAll(All.SelectMany(node => (Task[])[node.Supervisor.KeepAsync(stop), node.WatchAsync(stop)]));

    /// <summary>The network, the database and the ways to it are whole again.</summary>
    public void Heal()
    {
        Network?.Mend();
        foreach (var node in All)
            node.Database?.Mend();
        Database?.Heal();
    }

    public void Dispose()
    {
        foreach (var node in All)
            node.Dispose();
        Network?.Dispose();
        Database?.Dispose();
        _certificates?.Dispose();
    }

    private string Membership(int number, DatabaseLink link) =>
        $"""
            JournalDatabase: {Database!.Through(link.Folder)}
            ClusterHost: {NodeNetwork.AddressOf(number)}
            {_certificates!.NodeLines()}
            """;
}
