using System.Collections.Concurrent;
using System.Globalization;

namespace HtcondorActors.ChaosRun;

/// <summary>A private pool, the built sidecar on it behind tools that may fail, and the ledger that the jobs themselves write.</summary>
internal sealed class ChaosEnvironment : IDisposable
{
    private readonly StreamWriter _log;
    private readonly ConcurrentQueue<string> _waiting = [];
    private readonly ConcurrentDictionary<Listener, bool> _listeners = [];

    public ChaosEnvironment(ChaosPlan plan)
    {
        Folder = Directory.CreateTempSubdirectory("ila-chaos.").FullName;
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        _log = new StreamWriter(Path.Combine(Folder, "sidecar.log")) { AutoFlush = true };
        DataDisk = DataDisk.Of(Path.Combine(Folder, "data"), plan.Pods); // before the pool, which sees the mounts of its start
        Pool = new CondorPool();
        // Read by condor_submit: a node that is lost is given up after seconds and not after 40 minutes.
        File.WriteAllText(
            Path.Combine(Pool.Folder, "etc", "config.d", "50-chaos.conf"),
            "JOB_DEFAULT_LEASE_DURATION = 20\n" + QueueLog.Configuration + Faults.JobHeldByPolicy.Configuration + SecondNode.Configuration
        );
        SecondNode = new SecondNode(Pool);
        SecondNode.Begin();
        Schedd = new Schedd(Pool, Pace, () => Daemons("condor_schedd").Length > 0);
        Schedd.StartAnewAsync().GetAwaiter().GetResult();
        FaultyTools = new FaultyTools(Folder, Pool, plan.Spooled);
        Ledger = new Ledger(Folder);
        Apptainer = new Apptainer(Folder);
        Registry = Registry.StartAsync(TestPods.Image(Pool), isOpen: true).GetAwaiter().GetResult();
        Deaths = new DeathPoints(FaultyTools.Names, new Random(plan.Seed + 1));
        Nodes = new NodeSet(
            Folder,
            plan,
            $"""
            DataRootFolder: {DataDisk.Folder}
            InstanceName: chaos
            CommandPrefix: ". {Ledger.Script}; export APPTAINER_NOHTTPS=1"
            SingularityPath: {Apptainer.Program}
            ImagePrefix: {Pool.Images}/
            DefaultMemoryMiB: 32
            LogLevel: Debug
            PollIntervalSeconds: 1
            StreamIntervalSeconds: 0.3
            CreateReplyWithinSeconds: 3
            RetryAfterSeconds: 0.5
            RetryAtMostSeconds: 5
            QueryTimeLimitSeconds: 5
            SubmitTimeLimitSeconds: 5
            AbandonedAfterMinutes: 1
            RetainFinishedMinutes: 0.1
            RememberDeletedDays: 30
            HoldRetryMinutes: 0.2
            OutputMissingMinutes: 0.5
            HoldCodes: {Faults.JobHeldByPolicy.Rule}
            """,
            FaultyTools.Environment,
            Deaths,
            Printed
        );
        InterLink = new InterLink(Nodes.All);
        Queue = new Queue(Pool, Path.Combine(Folder, "history"));
        QueueLog = new QueueLog(Path.Combine(Pool.Folder, "spool"), Path.Combine(Folder, "queues"));
    }

    public string Folder { get; }
    public CondorPool Pool { get; }
    public Schedd Schedd { get; }
    public SecondNode SecondNode { get; }
    public FaultyTools FaultyTools { get; }
    public Ledger Ledger { get; }
    public Apptainer Apptainer { get; }
    public Registry Registry { get; }
    public Pace Pace { get; } = new();
    public DataDisk DataDisk { get; }
    public NodeSet Nodes { get; }

    /// <summary>The only node, or the first one.</summary>
    public SidecarProcess Sidecar => Nodes.All[0].Process;
    public SidecarSupervisor SidecarSupervisor => Nodes.All[0].Supervisor;
    public DeathPoints Deaths { get; }
    public InterLink InterLink { get; }
    public Queue Queue { get; }
    public QueueLog QueueLog { get; }
    public bool KeepFolder { get; set; }

    public string JobFolder(string uid) => Path.Combine(DataDisk.Folder, "jobs", uid);

    /// <summary>The pool's daemons of that name (condor_schedd, condor_shadow ...): of this pool only.</summary>
    public int[] Daemons(string name) =>
        Processes.Below(int.Parse(File.ReadAllText(Path.Combine(Pool.Folder, "master.pid")), CultureInfo.InvariantCulture), name);

    /// <summary>The sidecar has said of it that it will be tried again, since that tool has failed.</summary>
    public bool Awaits(string uid, string tool) =>
        _waiting.Any(line => line.Contains(uid, StringComparison.Ordinal) && line.Contains(tool, StringComparison.Ordinal));

    /// <summary>What was waited for before is of no interest.</summary>
    public void ForgetWaits() => _waiting.Clear();

    /// <summary>Hears whether the sidecar says these words from now on, until it is disposed.</summary>
    public Listener Listen(string words)
    {
        var listener = new Listener(words, over: each => _listeners.TryRemove(each, out _));
        _listeners[listener] = true;
        return listener;
    }

    public void Note(string line)
    {
        lock (_log)
            _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} chaos: {line}"));
    }

    public void Dispose()
    {
        Nodes.Dispose();
        Pace.Dispose();
        Registry.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (KeepFolder)
        {
            foreach (var log in Directory.GetFiles(Path.Combine(Pool.Folder, "log"), "*Log"))
                File.Copy(log, Path.Combine(Folder, Path.GetFileName(log)));
        }
        Pool.Dispose();
        Schedd.Dispose();
        DataDisk.Dispose();
        _log.Dispose();
        if (!KeepFolder)
            TestFolder.Remove(Folder);
    }

    private void Printed(string line)
    {
        // The first pod with a failure has a line for people, the others have one at Debug.
        if (
            line.Contains("tried again later", StringComparison.Ordinal)
            || line.Contains("; as other pods, or as before", StringComparison.Ordinal)
        )
            _waiting.Enqueue(line);
        foreach (var listener in _listeners.Keys)
            listener.Hear(line);
        lock (_log)
            _log.WriteLine(line);
    }
}
