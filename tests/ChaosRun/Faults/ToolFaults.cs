namespace HtcondorActors.ChaosRun.Faults;

/// <summary>The next call, or the next few, of one of the condor tools fail in this way (tool.sh).</summary>
internal sealed class ToolFails(string how, params string[] tools) : Fault("tool " + how)
{
    /// <summary>Not every tool can fail in this way.</summary>
    public bool IsChoosy => tools.Length > 0;

    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var tool = tools.Length > 0 ? tools[dice.Next(tools.Length)] : world.Tools.Names[dice.Next(world.Tools.Names.Length)];
        var tokens = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => world.Tools.Fail(tool, how)).ToArray();
        var hit = await SeenAsync(() => world.Tools.IsTaken(tokens[0]));
        if (hit) await ForAsync(dice, 0, 2);
        foreach (var token in tokens) world.Tools.Forget(token);
        return hit || tokens.Any(world.Tools.IsTaken);
    }
}

internal sealed class ToolAbsent() : Fault("tool absent")
{
    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var tool = world.Tools.Names[dice.Next(world.Tools.Names.Length)];
        world.Tools.TakeAway(tool);
        await ForAsync(dice, 1, 3);
        world.Tools.Return(tool);
        return true;
    }
}
