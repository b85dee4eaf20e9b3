namespace HtcondorActors.ChaosRun.Faults;

/// <summary>The schedd takes no more jobs of this owner for a while, as with MAX_JOBS_PER_OWNER. Those pods must wait, and none may end by
/// it.</summary>
internal sealed class OwnerLimit() : Fault("owner's limit")
{
    private const string Words = "MAX_JOBS_PER_OWNER";

    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var rule = Path.Combine(world.Pool.Folder, "etc", "config.d", "60-limit.conf");
        using var heard = world.Listen(Words);
        await File.WriteAllTextAsync(rule, $"{Words} = 1\n");
        try
        {
            world.Pool.Tool("condor_reconfig", "-schedd");
            var hit = await SeenAsync(world, () => heard.IsHeard);
            await ForAsync(dice, 0, 3);
            return hit;
        }
        finally
        {
            File.Delete(rule);
            // A schedd that is away now reads it when it comes back.
            world.Pool.Tool("condor_reconfig", "-schedd");
        }
    }
}

/// <summary>The registry answers 503. Pods whose image is to be pulled must wait.</summary>
internal sealed class RegistryAway() : Fault("registry away")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var before = world.Registry.Refused;
        world.Registry.IsAway = true;
        try
        {
            return await SeenAsync(world, () => world.Registry.Refused > before);
        }
        finally
        {
            world.Registry.IsAway = false;
        }
    }
}

/// <summary>Nobody reads what the sidecar prints, as with a stopped terminal, until it can print nothing more. Requests must be answered
/// all the same.</summary>
internal sealed class LogUnread() : Fault("log unread")
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        if (world.Sidecar.HasExited)
            return false;
        using (world.Sidecar.PauseReading())
        {
            var id = world.Sidecar.Id;
            if (!await SeenAsync(world, () => Processes.WaitsForReader(id)))
                return false;
            await ForAsync(dice, 1, 5);
            var asked = pods.Where(pod => pod.Accepted).Take(1);
            return await world.Pace.UntilAsync(
                async () =>
                    world.Sidecar.HasExited || world.Sidecar.Id != id || (await world.InterLink.StatusAsync(asked)).Outcome == Outcome.Ok,
                ChaosPlan.Patience
            );
        }
    }
}

/// <summary>A job is suspended, as by a policy of its node, and goes on after a while.</summary>
internal sealed class JobSuspended() : Administrator("job suspended")
{
    private const int Suspended = 7;

    protected override bool Wants(Job job) => job.Status is 2;

    protected override async Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice)
    {
        if (world.Pool.Tool("condor_suspend", job.Id).ExitCode != 0)
            return false;
        var hit = await SeenAsync(world, () => Is(Suspended) != false);
        await ForAsync(dice, 1, 4);
        // The schedd may be away now.
        await world.Pace.UntilAsync(
            () =>
            {
                world.Pool.Tool("condor_continue", job.Id);
                return Is(Suspended) == false;
            },
            ChaosPlan.Patience
        );
        return hit;

        bool? Is(int status) => world.Queue.Now()?.Any(each => each.Id == job.Id && each.Status == status);
    }
}
