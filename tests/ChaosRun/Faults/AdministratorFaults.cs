namespace HtcondorActors.ChaosRun.Faults;

/// <summary>Somebody with the right to do so does something to a pod's job.</summary>
internal abstract class Administrator(string kind) : Fault(kind)
{
    public override async Task<bool> HitAsync(ChaosEnvironment world, IReadOnlyCollection<TestPod> pods, Random dice)
    {
        var known = pods.Where(pod => !pod.DeleteAsked).ToDictionary(pod => pod.Uid);
        var jobs = world.Queue.Now()?.Where(job => known.ContainsKey(job.Uid) && Wants(job)).ToArray() ?? [];
        if (jobs.Length == 0)
            return false;
        var job = jobs[dice.Next(jobs.Length)];
        // Before it is done: what follows may be seen at once.
        known[job.Uid].Touch(Kind);
        return await DoAsync(world, job, dice);
    }

    protected virtual bool Wants(Job job) => job.Status is 1 or 2;

    protected abstract Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice);
}

internal sealed class JobHeld() : Administrator("job held and released")
{
    protected override async Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice)
    {
        if (world.Pool.Tool("condor_hold", job.Id, "-reason", "chaos").ExitCode != 0)
            return false;
        await ForAsync(dice, 1, 4);
        world.Pool.Tool("condor_release", job.Id);
        return true;
    }
}

internal sealed class JobRemoved() : Administrator("job removed")
{
    public override int Rarity => 2;

    // Behind the gate too: then another job of the pod may run.
    protected override bool Wants(Job job) => job.Status is 1 or 2 or 5;

    protected override Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice) =>
        Task.FromResult(world.Pool.Tool("condor_rm", job.Id).ExitCode == 0);
}

internal sealed class JobEdited() : Administrator("job edited")
{
    private static readonly string[][] Edits =
    [
        ["JobPrio", "7"],
        ["LeaveJobInQueue", "false"],
        ["InterLinkAttempt", "99"],
    ];

    protected override bool Wants(Job job) => job.Status is 1 or 2 or 4 or 5;

    protected override Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice) =>
        Task.FromResult(world.Pool.Tool("condor_qedit", [job.Id, .. Edits[dice.Next(Edits.Length)]]).ExitCode == 0);
}

internal sealed class JobVacated() : Administrator("job evicted")
{
    protected override bool Wants(Job job) => job.Status is 2;

    protected override Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice) =>
        Task.FromResult(world.Pool.Tool("condor_vacate_job", job.Id).ExitCode == 0);
}

/// <summary>The schedd itself holds it, by a policy; the sidecar's site has the rule that such jobs are let run again.</summary>
internal sealed class JobHeldByPolicy() : Administrator("job held by a policy")
{
    private const string Times = "ChaosHolds";

    /// <summary>For the pool's: holds a job once more than before.</summary>
    public const string Configuration =
        $"SYSTEM_PERIODIC_HOLD = {Times} =!= undefined && (NumHoldsByReason.SystemPolicy ?: 0) < {Times}\n"
        + "SYSTEM_PERIODIC_HOLD_REASON = \"chaos\"\n";

    /// <summary>For the sidecar's: of the code that such a hold has.</summary>
    public const string Rule = "{\"26\": release 3}";

    private const int ByPolicy = 26;

    // Behind the gate it is held as soon as it is let through.
    protected override bool Wants(Job job) => job.Status is 1 or 2 or 5;

    protected override async Task<bool> DoAsync(ChaosEnvironment world, Job job, Random dice)
    {
        if (world.Pool.Tool("condor_qedit", job.Id, Times, "1").ExitCode != 0)
            return false;
        // A short job ends before the schedd looks at its policies: another one is tried then, at once.
        var isHeld = false;
        await SeenAsync(
            world,
            () =>
            {
                var same = world.QueueLog.Read().Where(each => each.Cluster == job.Cluster && each.Proc == job.Proc).ToArray();
                isHeld = same.Any(each => each.HoldCodes.Contains(ByPolicy));
                return isHeld || same.Any(each => each.IsOver);
            }
        );
        return isHeld;
    }
}
