namespace HtcondorActors.ChaosRun.Faults;

/// <summary>kill -9 of a daemon or of a job's own process; condor_master starts daemons again.</summary>
internal sealed class DaemonKilled(string name, int rarity = 1) : Fault(name["condor_".Length..] + " killed")
{
    public override int Rarity => rarity;

    public override Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var there = world.Daemons(name);
        return Task.FromResult(there.Length > 0 && Processes.Signal("KILL", there[dice.Next(there.Length)]));
    }
}

/// <summary>Whoever asks it waits until the time limit.</summary>
internal sealed class ScheddFrozen() : Fault("schedd frozen")
{
    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var schedd = world.Daemons("condor_schedd");
        if (!Processes.Signal("STOP", schedd)) return false;
        await ForAsync(dice, 2, 9);
        return Processes.Signal("CONT", schedd);
    }
}

internal sealed class ScheddStopped() : Fault("schedd stopped")
{
    public override int Rarity => 2;

    public override async Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice)
    {
        var stopped = world.Pool.Tool("condor_off", "-schedd", "-fast").ExitCode == 0 && await SeenAsync(() => world.Daemons("condor_schedd").Length == 0);
        await ForAsync(dice, 0, 4);
        world.Pool.Tool("condor_on", "-schedd");
        return stopped;
    }
}

internal sealed class HistoryGone() : Fault("history gone")
{
    public override int Rarity => 2;

    public override Task<bool> HitAsync(World world, IReadOnlyCollection<Subject> pods, Random dice) => Task.FromResult(world.Queue.TakeHistoryAway());
}
