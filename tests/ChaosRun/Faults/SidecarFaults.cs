namespace HtcondorActors.ChaosRun.Faults;

internal sealed class SidecarKilled() : Fault("sidecar killed")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Sidecar.HasExited)
            return false;
        await world.Sidecar.KillAsync();
        return true;
    }
}

internal sealed class SidecarStopped() : Fault("sidecar stopped")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Sidecar.HasExited)
            return false;
        world.Sidecar.Signal("TERM");
        return await SeenAsync(world, () => world.Sidecar.HasExited);
    }
}

/// <summary>A signal that must not end it.</summary>
internal sealed class SidecarSignalled() : Fault("sidecar signalled")
{
    private static readonly string[] Signals = ["HUP", "USR1", "USR2"];

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Sidecar.HasExited || (await world.InterLink.StatusAsync([])).Outcome != Outcome.Ok)
            return false;
        var id = world.Sidecar.Id;
        if (!Processes.Signal(Signals[dice.Next(Signals.Length)], id))
            return false;
        await ForAsync(dice, 0.5, 1);
        // If it has ended, it has missed: a run in which it always ends fails.
        return !world.Sidecar.HasExited && world.Sidecar.Id == id;
    }
}

internal sealed class SidecarFrozen() : Fault("sidecar frozen")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Sidecar.HasExited)
            return false;
        var id = world.Sidecar.Id;
        if (!Processes.Signal("STOP", id))
            return false;
        await ForAsync(dice, 1, 5);
        return Processes.Signal("CONT", id);
    }
}

/// <summary>It dies at a named point of its own code, and the next one at another.</summary>
internal sealed class SidecarDiesAtPoint() : Fault("sidecar dies at a point")
{
    private const int InARow = 3;
    private int _inARow;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (_inARow++ >= InARow)
        {
            // Killed again and again it would get nothing done, and come to few points.
            world.SidecarSupervisor.HaveItDie(false);
            await IsUpAsync(world);
            var begun = world.Ledger.Read().Count;
            await SeenAsync(world, () => world.Ledger.Read().Count > begun);
            _inARow = 1;
        }
        var before = world.Deaths.Died.Times;
        world.SidecarSupervisor.HaveItDie(true);
        if (world.SidecarSupervisor.IsHarmless && !world.Sidecar.HasExited)
            await world.Sidecar.KillAsync();
        await IsUpAsync(world, () => world.Deaths.Died.Times > before);
        if (await SeenAsync(world, () => world.Deaths.Died.Times > before))
            return true;
        // It came by none of its points.
        if (!world.Sidecar.HasExited)
            await world.Sidecar.KillAsync();
        return false;
    }

    private static async Task IsUpAsync(ChaosEnvironment world, Func<bool>? or = null)
    {
        await world.Pace.UntilAsync(
            async () => or?.Invoke() == true || (await world.InterLink.StatusAsync([])).Outcome == Outcome.Ok,
            TimeSpan.FromSeconds(40)
        );
    }
}
