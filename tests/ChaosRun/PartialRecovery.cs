using HtcondorActors.ChaosRun.Faults;

namespace HtcondorActors.ChaosRun;

/// <summary>
/// Between the faults and the rest: only a core is healed (the schedd, the journal's disk, submitting, looking, removing), and what is
/// broken beside it stays broken. Where everything is healed at once, nobody sees that one thing which is broken for good holds up all the
/// others.
/// </summary>
internal sealed class PartialRecovery(ChaosEnvironment world, ChaosPlan plan, IReadOnlyCollection<TestPod> pods)
{
    /// <summary>So many pods that are new must come to their end, touched by nothing.</summary>
    private const int Fresh = 8;

    private const int AtOnce = 30;

    private readonly Random _dice = new(plan.Seed ^ 0xC0DE);
    private readonly List<TestPod> _fresh = [];
    private readonly List<Lasting> _broken = [];

    private readonly Lasting[] _kinds =
    [
        new ToolBroken("condor_history", "stuck", "garbage", "refused"),
        // Where jobs are not spooled it only lets go of those that have ended.
        plan.Spooled
            ? new ToolSlow("condor_transfer_data")
            : new ToolBroken("condor_qedit", "stuck", "refused"),
        new NodeGone(),
        new JobsLeftOnHold(),
        new ShadowFrozen(),
        plan.Nodes > 1 ? new NodeStaysDown() : new SidecarFreezes(),
    ];

    /// <summary>What was broken, and how many pods came to their end meanwhile.</summary>
    public string Words => $"{{{string.Join(", ", _broken.Select(each => each.Kind))}}} {Ended}";

    public int Ended { get; private set; }

    /// <summary>Null: all pods that nothing touches have come to their end; else one that has not.</summary>
    public async Task<TestPod?> TryAsync(Action<TestPod> begin)
    {
        var before = pods.Count(IsOver);
        // For those that need a running job. One at a time, or they would take each other's.
        while (_fresh.Count < Fresh)
            Begin(begin);
        await WaitAsync(
            () =>
                world.Queue.Now()?.Count(job => job.Status == 2 && _fresh.Any(pod => pod.Uid == job.Uid && !pod.DeleteAsked)) >= 2
                || _fresh.All(IsOver),
            null
        );
        world.ForgetWaits();
        foreach (var kind in _kinds)
            if (kind.Break(world, pods, _dice))
                _broken.Add(kind);
        TestPod[] owed = [];
        await WaitAsync(
            () =>
            {
                // Not those that were under way when it broke. On a busy machine many a submit is in doubt.
                if (_fresh.Count(pod => !IsTouched(pod)) < 2 * Fresh && _fresh.Count(pod => !pod.IsDone) < AtOnce)
                    Begin(begin);
                var queued = world.Queue.Now()?.Select(job => job.Uid).ToHashSet();
                owed = queued is null ? [.. pods] : [.. pods.Where(pod => !IsOver(pod, queued) && !IsTouched(pod))];
                return owed.Length == 0 && _fresh.Count(pod => !IsTouched(pod)) >= 2 * Fresh;
            },
            () => owed.Length
        );
        Ended = pods.Count(IsOver) - before;
        foreach (var kind in _broken)
            kind.Mend(world);
        return owed.FirstOrDefault();
    }

    private void Begin(Action<TestPod> begin)
    {
        var pod = TestPods.More(plan, pods.Count, world.Registry.Host);
        _fresh.Add(pod);
        begin(pod);
    }

    private bool IsTouched(TestPod pod) => _broken.Any(kind => kind.Touches(world, pod));

    private static bool IsOver(TestPod pod) => pod.IsDone;

    private bool IsOver(TestPod pod, HashSet<string> queued) =>
        pod.IsDone && (pod.DeletedAt is null || (!queued.Contains(pod.Uid) && !Directory.Exists(world.JobFolder(pod.Uid))));

    /// <summary>Until it is so, or for so long nothing has been got nearer to it.</summary>
    private Task<bool> WaitAsync(Func<bool> done, Func<int>? left) =>
        world.Pace.UntilAsync(done, left ?? (() => 0), left is null ? TimeSpan.FromSeconds(30) : ChaosPlan.Patience, GoOnAsync);

    private async Task GoOnAsync()
    {
        foreach (var kind in _broken)
            await kind.GoOnAsync(world, _dice);
    }
}
