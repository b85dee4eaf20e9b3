namespace HtcondorActors.ChaosRun.Faults;

/// <summary>The next call, or the next few, of one of the condor tools fail in this way (tool.sh).</summary>
internal sealed class ToolFails(string how, params string[] tools) : Fault("tool " + how)
{
    /// <summary>Not every tool can fail in this way.</summary>
    public bool IsChoosy => tools.Length > 0;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var tool = tools.Length > 0 ? tools[dice.Next(tools.Length)] : world.FaultyTools.Names[dice.Next(world.FaultyTools.Names.Length)];
        var tokens = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => world.FaultyTools.Fail(tool, how)).ToArray();
        var hit = await SeenAsync(world, () => world.FaultyTools.IsTaken(tokens[0]));
        if (hit)
            await ForAsync(dice, 0, 2);
        foreach (var token in tokens)
            world.FaultyTools.Forget(token);
        return hit || tokens.Any(world.FaultyTools.IsTaken);
    }
}

internal sealed class ToolAbsent() : Fault("tool absent")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var tool = world.FaultyTools.Names[dice.Next(world.FaultyTools.Names.Length)];
        world.FaultyTools.TakeAway(tool);
        await ForAsync(dice, 1, 3);
        world.FaultyTools.Return(tool);
        return true;
    }
}
