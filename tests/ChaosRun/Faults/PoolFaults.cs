namespace HtcondorActors.ChaosRun.Faults;

/// <summary>kill -9 of a daemon or of a job's own process; condor_master starts daemons again.</summary>
internal sealed class DaemonKilled(string name, int rarity = 1) : Fault(name["condor_".Length..] + " killed")
{
    public override int Rarity => rarity;

    public override Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var there = world.Daemons(name);
        return Task.FromResult(there.Length > 0 && Processes.Signal("KILL", there[dice.Next(there.Length)]));
    }
}

/// <summary>Whoever asks it waits until the time limit.</summary>
internal sealed class ScheddFrozen() : Fault("schedd frozen")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var schedd = world.Daemons("condor_schedd");
        if (!Processes.Signal("STOP", schedd))
            return false;
        await ForAsync(dice, 2, 9);
        return Processes.Signal("CONT", schedd);
    }
}

internal sealed class ScheddStopped() : Fault("schedd stopped")
{
    public override int Rarity => 2;

    public override Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice) =>
        world.Schedd.DownAsync(() => ForAsync(dice, 0, 4));
}

/// <summary>
/// An administrator puts the queue back as it was a while ago. What was submitted since is gone, what has ended since is there again and
/// may run again: of those pods that had a job meanwhile an end may be told that is a loss.
/// </summary>
internal sealed class QueueRestored() : Fault("queue restored")
{
    public override int Rarity => 8;

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var backup = Path.Combine(world.Folder, "queue.backup");
        if (world.Queue.Now() is not { } queue)
            return false;
        world.QueueLog.BackUp(backup);
        var before = world.QueueLog.Read().Select(job => job.GlobalId).ToHashSet();
        await ForAsync(dice, 20, 90);
        return await world.Schedd.DownAsync(() =>
        {
            var since = world.QueueLog.Read().Where(job => !before.Contains(job.GlobalId)).Select(job => job.Uid);
            var touched = queue.Select(job => job.Uid).Concat(since).ToHashSet();
            foreach (var pod in pods.Where(pod => touched.Contains(pod.Uid)))
                pod.Touch(Kind);
            world.QueueLog.PutBack(backup);
            return Task.CompletedTask;
        });
    }
}

/// <summary>The nodes can run no container for a while. Those pods that need one must wait, and none may end by it.</summary>
internal sealed class NodeUnfit() : Fault("node unfit")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        world.Apptainer.Break();
        try
        {
            return await SeenAsync(
                world,
                () =>
                    world
                        .Pool.Tool(
                            "condor_q",
                            "-allusers",
                            "-constraint",
                            "InterLinkAvoid isnt undefined && InterLinkAvoidUntil > time()",
                            "-af",
                            "ClusterId"
                        )
                        .Stdout.Trim()
                        .Length > 0
            );
        }
        finally
        {
            world.Apptainer.Mend();
        }
    }
}

internal sealed class HistoryGone() : Fault("history gone")
{
    public override int Rarity => 2;

    public override Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice) =>
        Task.FromResult(world.Queue.TakeHistoryAway());
}
