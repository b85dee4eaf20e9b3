namespace HtcondorActors.ChaosRun.Faults;

/// <summary>First every kind once, in an order that the seed gives, then by dice; two at a time, and beside them the sidecar dies at one
/// point after the other. Counts those that were seen to have hit.</summary>
internal sealed class Injector : IDisposable
{
    private const int Lanes = 2;

    private readonly ChaosEnvironment _world;
    private readonly IReadOnlyCollection<TestPod> _pods;
    private readonly int _points;
    private readonly Random _dice;
    private readonly Fault[] _kinds;
    private readonly Queue<Fault> _due;
    private readonly SemaphoreSlim _lanes = new(Lanes);
    private readonly SemaphoreSlim _alone = new(1);

    public Injector(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, ChaosPlan plan)
    {
        (_world, _pods, _points, _dice) = (world, pods, plan.Points, new Random(plan.Seed));
        _kinds =
        [
            .. Kinds(opener: plan.Spooled ? "condor_qedit" : "condor_release")
                .Where(fault =>
                    fault switch
                    {
                        NodeFault when plan.Nodes == 1 => false,
                        NodeFault => fault is not DatabaseDiskFull || world.Nodes.Database!.CanBeFilled,
                        _ when plan.OnlyNodeFaults => false,
                        // Those of the only node, which the nodes' own take the place of.
                        SidecarKilled or SidecarStopped or SidecarFrozen or SidecarSignalled or SidecarDiesAtPoint when plan.Nodes > 1 =>
                            false,
                        SubmitOutlivesSidecar or JournalLocked or ClockStepped or LogUnread when plan.Nodes > 1 => false,
                        DiskFull => world.DataDisk.CanBeFilled,
                        JobDiskFull => plan.FillsJobDisk && world.DataDisk.CanBeFilled,
                        ClockStepped => world.Nodes.All[0].Clock.CanBeStepped,
                        QueueRestored => plan.RestoresQueue,
                        _ => true,
                    }
                ),
        ];
        var first = _kinds.Where(fault => fault is not SidecarDiesAtPoint).ToArray();
        _dice.Shuffle(first);
        // A lost node takes longest to be got over: it is the first. Then those that need a tool that is called while pods are new.
        _due = new Queue<Fault>(
            first
                .OrderByDescending(fault => fault.Rarity > 3)
                .ThenByDescending(fault => fault is SubmitOutlivesSidecar or OwnerLimit or RegistryAway or ToolFails { IsChoosy: true })
        );
        Hits = _kinds.ToDictionary(fault => fault.Kind, _ => 0);
    }

    private int PointsLeft => Math.Max(0, _points - _world.Deaths.Died.Different);

    public Dictionary<string, int> Hits { get; }

    /// <summary>The time is over: only for kinds that have not hit yet.</summary>
    public bool OnlyWhatIsDue { get; set; }

    /// <summary>Kinds that have not hit, and points at which the sidecar is still to die.</summary>
    public int Untried
    {
        get
        {
            lock (_dice)
                return Hits.Values.Count(times => times == 0) + PointsLeft;
        }
    }

    public Task InjectAsync(CancellationToken stop) =>
        Task.WhenAll([
            .. Enumerable.Range(0, Lanes).Select(_ => LaneAsync(0.1, null, stop)),
            .. _kinds.OfType<SidecarDiesAtPoint>().Select(always => LaneAsync(0, always, stop)),
        ]);

    public void Dispose()
    {
        _lanes.Dispose();
        _alone.Dispose();
    }

    /// <param name="opener">The tool that lets jobs through their gate.</param>
    private static Fault[] Kinds(string opener) =>
        [
            new SidecarKilled(),
            new SidecarStopped(),
            new SidecarFrozen(),
            new SidecarSignalled(),
            new SidecarDiesAtPoint(),
            new DaemonKilled("condor_schedd", 2),
            new ScheddFrozen(),
            new ScheddStopped(),
            new DaemonKilled("condor_collector"),
            new DaemonKilled("condor_negotiator"),
            new DaemonKilled("condor_startd", 8),
            new DaemonKilled("condor_shadow"),
            new DaemonKilled("condor_starter"),
            new NodeUnfit(),
            new OwnerLimit(),
            new RegistryAway(),
            new LogUnread(),
            new HistoryGone(),
            new QueueRestored(),
            new JournalLocked(),
            new DiskFull(),
            new JobDiskFull(),
            new FolderAway(),
            new ClockStepped(),
            new ToolFails("slow"),
            new ToolFails("stuck"),
            new ToolFails("killed"),
            new ToolFails("refused", "condor_submit", "condor_rm", opener),
            new ToolFails("odd"),
            new ToolFails("garbage", "condor_submit", "condor_q", "condor_history"),
            new ToolFails("half", "condor_submit", "condor_q"),
            new ToolFails("nothing"),
            new ToolFails("stale", "condor_q", "condor_history"),
            new SubmitOutlivesSidecar(),
            new ToolFails("lost", "condor_submit", "condor_rm", opener, "condor_qedit"),
            new ToolFails("outlives", "condor_submit", opener, "condor_rm"),
            new ToolAbsent(),
            new JobHeld(),
            new JobRemoved(),
            new JobEdited(),
            new JobVacated(),
            new JobHeldByPolicy(),
            new JobSuspended(),
            new NodesKilled("node killed", _ => 1),
            new NodesKilled("all but one node killed", all => all - 1),
            new NodesKilled("all nodes killed", all => all),
            new PollerKilled(),
            new NodeDiesAtPoint(),
            new RollingRestart(),
            new NodeFrozen(),
            new NodeCutOff("node parted", hears: false),
            new TwoNodesParted(),
            new NodeCutOff("node mute", hears: true),
            new DatabaseCutOff(),
            new DatabaseAway("database restarted", isKilled: false, 0, 3),
            new DatabaseAway("database killed", isKilled: true, 0, 3),
            new DatabaseAway("database away", isKilled: false, 20, 60),
            new DatabaseDiskFull(),
            new DatabaseLocked(),
            new NodeClockStepped(),
        ];

    private async Task LaneAsync(double pause, Fault? always, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Fault? fault;
            int seed;
            lock (_dice)
            {
                fault =
                    always is null ? Next()
                    : !OnlyWhatIsDue || PointsLeft > 0 ? always
                    : null;
                seed = fault is null ? 0 : _dice.Next();
            }
            if (fault is null)
            {
                if (always is not null)
                    _world.SidecarSupervisor.HaveItDie(false);
                await Task.Delay(100, CancellationToken.None);
                continue;
            }
            var hit = await HitAsync(fault, new Random(seed));
            _world.Note($"fault: {fault.Kind}{(hit ? "" : " (missed)")}");
            lock (_dice)
            {
                if (hit)
                    Hits[fault.Kind]++;
                else if (always is null)
                {
                    fault.BeMorePatient();
                    if (Hits[fault.Kind] == 0)
                        _due.Enqueue(fault); // once more, later
                }
            }
            await Task.Delay(TimeSpan.FromSeconds(pause + new Random(seed).NextDouble()), CancellationToken.None);
        }
    }

    /// <summary>One that is to be alone waits until the others are over, and they wait for it.</summary>
    private async Task<bool> HitAsync(Fault fault, Random dice)
    {
        if (fault is SidecarDiesAtPoint)
            return await fault.HitAsync(_world, _pods, dice);
        var lanes = fault.IsAlone ? Lanes : 1;
        await _alone.WaitAsync(CancellationToken.None);
        for (var taken = 0; taken < lanes; taken++)
            await _lanes.WaitAsync(CancellationToken.None);
        _alone.Release();
        try
        {
            return await fault.HitAsync(_world, _pods, dice);
        }
        finally
        {
            _lanes.Release(lanes);
        }
    }

    /// <summary>Null: nothing more is to be tried.</summary>
    private Fault? Next()
    {
        if (_due.TryDequeue(out var due))
            return due;
        if (OnlyWhatIsDue)
            return null;
        while (true)
        {
            var fault = _kinds[_dice.Next(_kinds.Length)];
            if (fault is not SidecarDiesAtPoint && _dice.Next(fault.Rarity) == 0)
                return fault;
        }
    }
}
