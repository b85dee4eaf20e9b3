namespace HtcondorActors.ChaosRun.Faults;

internal sealed class SidecarKilled() : Fault("sidecar killed")
{
    public override async Task<bool> HitAsync(World world, IReadOnlyList<Subject> pods, Random dice)
    {
        if (world.Sidecar.HasExited) return false;
        await world.Sidecar.KillAsync();
        return true;
    }
}

internal sealed class SidecarStopped() : Fault("sidecar stopped")
{
    public override async Task<bool> HitAsync(World world, IReadOnlyList<Subject> pods, Random dice)
    {
        if (world.Sidecar.HasExited) return false;
        world.Sidecar.Signal("TERM");
        return await SeenAsync(() => world.Sidecar.HasExited);
    }
}

internal sealed class SidecarFrozen() : Fault("sidecar frozen")
{
    public override async Task<bool> HitAsync(World world, IReadOnlyList<Subject> pods, Random dice)
    {
        if (world.Sidecar.HasExited) return false;
        var id = world.Sidecar.Id;
        if (!Processes.Signal("STOP", id)) return false;
        await ForAsync(dice, 1, 5);
        return Processes.Signal("CONT", id);
    }
}

/// <summary>It dies at a named point of its own code; one after the other, in an order that the seed gives.</summary>
internal sealed class SidecarDiesAtPoint(Random order) : Fault("sidecar dies at a point")
{
    private static readonly string[] Facts = ["SubmitIntended", "ReleaseDecided", "PodFinished", "JobLeft", "DeletionAsked", "PodDeleted"];
    private static readonly string[] Effects = ["WriteFiles", "Submit", "Look", "Release", "StartWatching", "RemoveAll", "RemoveFiles", "ForgetEvents", "Acknowledge"];
    private readonly Queue<string> _left = new();

    public static IReadOnlyList<string> Points { get; } =
    [
        .. Facts.SelectMany(fact => (string[])[$"before-persist {fact}", $"after-persist {fact}"]),
        "after-reply PodCreated", "after-reply DeletionAccepted",
        .. Effects.Select(effect => $"before-act {effect}"),
        .. Tools.Names.SelectMany(tool => (string[])[$"before-call {tool}", $"during-call {tool}", $"after-call {tool}"]),
    ];

    public override async Task<bool> HitAsync(World world, IReadOnlyList<Subject> pods, Random dice)
    {
        if (_left.Count == 0)
        {
            var points = Points.ToArray();
            order.Shuffle(points);
            foreach (var each in points) _left.Enqueue(each);
        }
        // It must have come up: killed again and again before that, it would come to no point at all.
        for (var left = 60; left > 0 && (await world.InterLink.StatusAsync([])).Outcome != Outcome.Ok; left--) await Task.Delay(300);
        var point = _left.Dequeue();
        var before = world.Keeper.Fired.GetValueOrDefault(point);
        world.Keeper.Arm($"{point} {dice.Next(1, 3)}");
        if (!world.Sidecar.HasExited) await world.Sidecar.KillAsync();
        return await SeenAsync(() => world.Keeper.Fired.GetValueOrDefault(point) > before);
    }
}
