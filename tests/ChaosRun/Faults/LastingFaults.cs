namespace HtcondorActors.ChaosRun.Faults;

/// <summary>Trouble outside of the core, which stays while the core is whole: no pod may wait for its end, but those that it
/// touches.</summary>
/// <param name="kind">For the summary line.</param>
internal abstract class Lasting(string kind)
{
    private readonly HashSet<string> _touched = [];

    public string Kind { get; } = kind;

    /// <summary>False: there was nothing to break.</summary>
    public abstract bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice);

    public abstract void Mend(ChaosEnvironment world);

    /// <summary>Called again and again while it lasts.</summary>
    public virtual Task GoOnAsync(ChaosEnvironment world, Random dice) => Task.CompletedTask;

    /// <summary>Whether the pod may have to wait until it is mended.</summary>
    public virtual bool Touches(ChaosEnvironment world, TestPod pod) => _touched.Contains(pod.Uid);

    protected void Touch(TestPod pod)
    {
        _touched.Add(pod.Uid);
        pod.Touch(Kind);
    }
}

/// <summary>No call of this tool works any more; a pod about which it has to be asked waits.</summary>
internal sealed class ToolBroken(string tool, params string[] hows) : Lasting(tool + " broken")
{
    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        world.FaultyTools.Break(tool, hows[dice.Next(hows.Length)]);
        return true;
    }

    public override void Mend(ChaosEnvironment world) => world.FaultyTools.Mend(tool);

    public override bool Touches(ChaosEnvironment world, TestPod pod) => world.Awaits(pod.Uid, tool);
}

/// <summary>Every call takes seconds, and that is all.</summary>
internal sealed class ToolSlow(string tool) : Lasting(tool + " slow")
{
    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        world.FaultyTools.Break(tool, "slow");
        return true;
    }

    public override void Mend(ChaosEnvironment world) => world.FaultyTools.Mend(tool);
}

internal sealed class NodeGone() : Lasting("node gone")
{
    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        world.SecondNode.TakeAway();
        return world.Pace.UntilAsync(() => !world.SecondNode.IsThere, TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
    }

    public override void Mend(ChaosEnvironment world) => world.SecondNode.BringBack();
}

/// <summary>An administrator holds jobs and goes home.</summary>
internal sealed class JobsLeftOnHold() : Lasting("jobs left on hold")
{
    private const int AtMost = 3;

    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var known = pods.Where(pod => !pod.DeleteAsked).ToDictionary(pod => pod.Uid);
        var jobs = world.Queue.Now()?.Where(job => job.Status is 1 or 2 && known.ContainsKey(job.Uid)).Take(AtMost).ToArray() ?? [];
        foreach (var job in jobs)
        {
            Touch(known[job.Uid]);
            world.Pool.Tool("condor_hold", job.Id, "-reason", "chaos");
        }
        return jobs.Length > 0;
    }

    public override void Mend(ChaosEnvironment world) =>
        world.Pool.Tool("condor_release", "-constraint", "JobStatus == 5 && HoldReasonCode == 1");
}

/// <summary>A job's shadow hangs: neither it nor its node hear of each other.</summary>
internal sealed class ShadowFrozen() : Lasting("shadow frozen")
{
    private int[] _frozen = [];

    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var known = pods.ToDictionary(pod => pod.Uid);
        var running = world.Queue.Now()?.Where(job => job.Status == 2 && known.ContainsKey(job.Uid)).ToDictionary(job => job.Id) ?? [];
        foreach (var shadow in world.Daemons("condor_shadow"))
        {
            if (Processes.Arguments(shadow).FirstOrDefault(running.ContainsKey) is not { } id)
                continue;
            Touch(known[running[id].Uid]);
            _frozen = [shadow];
            return Processes.Signal("STOP", shadow);
        }
        return false;
    }

    public override void Mend(ChaosEnvironment world) => Processes.Signal("CONT", _frozen);
}

/// <summary>A machine that stands still for a moment again and again.</summary>
internal sealed class SidecarFreezes() : Lasting("sidecar freezes")
{
    private DateTimeOffset _next = DateTimeOffset.UtcNow;

    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice) => true;

    public override void Mend(ChaosEnvironment world) { }

    public override async Task GoOnAsync(ChaosEnvironment world, Random dice)
    {
        if (world.Sidecar.HasExited || DateTimeOffset.UtcNow < _next)
            return;
        var id = world.Sidecar.Id;
        Processes.Signal("STOP", id);
        await Task.Delay(dice.Next(500, 2000));
        Processes.Signal("CONT", id);
        _next = DateTimeOffset.UtcNow.AddSeconds(dice.Next(4, 8));
    }
}

/// <summary>One of several nodes is killed and does not come back.</summary>
internal sealed class NodeStaysDown() : Lasting("node stays down")
{
    private Node? _down;

    public override bool Break(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Nodes.Running is not { Length: > 1 } running)
            return false;
        _down = running[dice.Next(running.Length)];
        _down.Supervisor.Rests = true;
        _down.Process.Signal("KILL");
        return true;
    }

    public override void Mend(ChaosEnvironment world)
    {
        if (_down is not null)
            _down.Supervisor.Rests = false;
    }
}
