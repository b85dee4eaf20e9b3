namespace HtcondorActors.ChaosRun.Faults;

/// <summary>Trouble of one of several nodes, or between them.</summary>
internal abstract class NodeFault(string kind) : Fault(kind)
{
    /// <summary>Longer than the others take to declare a node dead.</summary>
    protected static Task LongAsync(Random dice) => ForAsync(dice, 18, 30);

    protected static Node? AnyRunning(ChaosEnvironment world, Random dice) =>
        world.Nodes.Running is { Length: > 0 } running ? running[dice.Next(running.Length)] : null;

    /// <summary>All numbers of nodes, the first of which is chosen by dice.</summary>
    protected static int[] Shuffled(ChaosEnvironment world, Random dice)
    {
        int[] nodes = [.. Enumerable.Range(0, world.Nodes.All.Count)];
        dice.Shuffle(nodes);
        return nodes;
    }
}

/// <summary>So many nodes are killed at once.</summary>
internal sealed class NodesKilled(string kind, Func<int, int> count) : NodeFault(kind)
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var running = world.Nodes.Running;
        var wanted = count(world.Nodes.All.Count);
        if (running.Length < wanted)
            return false;
        dice.Shuffle(running);
        await Task.WhenAll(running.Take(wanted).Select(node => node.Process.KillAsync()));
        return true;
    }
}

/// <summary>The node that polls the queue for all is killed.</summary>
internal sealed class PollerKilled() : NodeFault("poller's node killed")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Nodes.All.FirstOrDefault(node => node.Number == world.Nodes.Poller) is not { Process.HasExited: false } node)
            return false;
        await node.Process.KillAsync();
        return true;
    }
}

/// <summary>A node dies at a named point of its own code, when another node is to take over what it was doing.</summary>
internal sealed class NodeDiesAtPoint() : NodeFault("node dies at a point")
{
    /// <summary>It must be declared dead, start and get pods before it comes to a point.</summary>
    private static readonly TimeSpan DiesWithin = TimeSpan.FromMinutes(1);

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (AnyRunning(world, dice) is not { } node)
            return false;
        var before = world.Deaths.Died.Times;
        node.Supervisor.HaveItDie(true);
        await node.Process.KillAsync();
        var hit = await world.Pace.UntilAsync(() => world.Deaths.Died.Times > before, DiesWithin);
        await node.SpareAsync();
        return hit;
    }
}

/// <summary>One node after the other is stopped and comes back, as in an upgrade. If nothing else is wrong, no request fails.</summary>
internal sealed class RollingRestart() : NodeFault("rolling restart")
{
    public override bool IsAlone => true;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (!await SeenAsync(world, () => world.Nodes.All.All(node => node.IsReady)))
            return false;
        using var strict = world.InterLink.NoneMayFail();
        foreach (var node in Shuffled(world, dice).Select(number => world.Nodes.All[number]))
        {
            if (node.Process.HasExited)
                return false;
            var stopped = node.Process.Id;
            node.Process.Signal("TERM");
            if (!await SeenAsync(world, () => node.Process.HasExited || node.Process.Id != stopped))
                return false;
            if (!await SeenAsync(world, () => node.IsReady))
                return false;
        }
        return true;
    }
}

/// <summary>A node stands still for so long that the others take over, and then goes on.</summary>
internal sealed class NodeFrozen() : NodeFault("node frozen")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var before = world.Nodes.DeclaredDead;
        if (AnyRunning(world, dice)?.Process.Id is not { } id || !Processes.Signal("STOP", id))
            return false;
        await ForAsync(dice, 20, 40);
        return Processes.Signal("CONT", id) && world.Nodes.DeclaredDead > before;
    }
}

/// <summary>What one node sends to the others is lost.</summary>
/// <param name="kind">For the summary line.</param>
/// <param name="hears">False: nor does it hear them.</param>
internal sealed class NodeCutOff(string kind, bool hears) : NodeFault(kind)
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var (nodes, before, network) = (Shuffled(world, dice), world.Nodes.DeclaredDead, world.Nodes.Network!);
        foreach (var other in nodes[1..])
        {
            network.Cut(nodes[0], other);
            if (!hears)
                network.Cut(other, nodes[0]);
        }
        await LongAsync(dice);
        foreach (var other in nodes[1..])
            network.MendBoth(nodes[0], other);
        return world.Nodes.DeclaredDead > before;
    }
}

/// <summary>Two nodes do not reach each other, and all others reach both.</summary>
internal sealed class TwoNodesParted() : NodeFault("two nodes parted")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var nodes = Shuffled(world, dice);
        world.Nodes.Network!.CutBoth(nodes[0], nodes[1]);
        await LongAsync(dice);
        world.Nodes.Network.MendBoth(nodes[0], nodes[1]);
        return true;
    }
}

/// <summary>One node does not reach the database, and the others do.</summary>
internal sealed class DatabaseCutOff() : NodeFault("database cut off from a node")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (AnyRunning(world, dice) is not { Database: { } link } node)
            return false;
        link.Cut();
        var hit = SeenAsync(world, () => !node.IsReady);
        await LongAsync(dice);
        link.Mend();
        return await hit;
    }
}

/// <summary>The database is stopped or killed, and comes back.</summary>
internal sealed class DatabaseAway(string kind, bool isKilled, double atLeast, double atMost) : NodeFault(kind)
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        await world.Nodes.Database!.AwayAsync(isKilled, TimeSpan.FromSeconds(atLeast + dice.NextDouble() * (atMost - atLeast)));
        return true;
    }
}

internal sealed class DatabaseDiskFull() : NodeFault("database's disk full")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        await world.Nodes.Database!.FullAsync(TimeSpan.FromSeconds(dice.Next(5, 15)));
        return true;
    }
}

/// <summary>Somebody (a backup) locks the journal's tables.</summary>
internal sealed class DatabaseLocked() : NodeFault("database locked")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        await world.Nodes.Database!.LockAsync(TimeSpan.FromSeconds(dice.Next(2, dice.Next(4) == 0 ? 40 : 8)));
        return true;
    }
}

/// <summary>The wall clock of one node is stepped, and after a while back again. Seen to have hit by the time that it tells in its answers.
/// </summary>
internal sealed class NodeClockStepped() : NodeFault("node's clock stepped")
{
    private static readonly double[] Minutes = [60, -60, -1.5];
    private static readonly TimeSpan NearEnough = TimeSpan.FromSeconds(20);
    private int _times;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (AnyRunning(world, dice) is not { } node)
            return false;
        var step = TimeSpan.FromMinutes(Minutes[_times++ % Minutes.Length]);
        node.Clock.Step(step);
        var seen = await world.Pace.UntilAsync(
            async () => await node.TimeAsync() is { } told && (told - DateTimeOffset.UtcNow - step).Duration() < NearEnough,
            HitWithin
        );
        if (seen)
            await LongAsync(dice);
        node.Clock.Step(TimeSpan.Zero);
        return seen;
    }
}
