using System.Collections.Concurrent;
using System.Globalization;
using HtcondorActors.ChaosRun.Faults;

namespace HtcondorActors.ChaosRun;

/// <summary>A whole run: faults all the time (safety), then a core is healed and all that is not touched by the rest must get on, then
/// everything is healed and must come to rest (liveness), then the account.</summary>
public static class Run
{
    private const int AtLeastUnderWay = 20;

    public static async Task<Verdict> OfAsync(ChaosPlan plan, TextWriter output)
    {
        using var world = new ChaosEnvironment(plan);
        var pods = new ConcurrentQueue<TestPod>(TestPods.Of(plan, world.Registry.Host));
        var witness = TestPods.Witness();
        using var injector = new Injector(world, pods, plan);
        var began = DateTimeOffset.UtcNow;
        using CancellationTokenSource stopFaults = new(),
            stopAll = new();

        var keeping = world.Nodes.KeepAsync(stopAll.Token);
        if (
            !await world.Pace.UntilAsync(
                async () => (await world.InterLink.CreateAsync(witness, InterLink.Patience)).Outcome == Outcome.Ok,
                TimeSpan.FromMinutes(1)
            )
        )
            throw new TimeoutException("the sidecar takes no pod before the first fault");
        var driver = new Driver(world, DateTimeOffset.UtcNow);
        var lives = pods.Select(pod => driver.LiveAsync(pod, stopAll.Token)).ToList();
        var polling = new StatusPolling(world, pods, witness, new Random(plan.Seed ^ 1));
        var watching = polling.WatchAsync(stopAll.Token);
        var faults = injector.InjectAsync(stopFaults.Token);

        await Task.Delay(plan.Faults / 2);
        await Task.WhenAll(pods.Where(pod => pod.Accepted && !pod.IsDone && !pod.DeleteAsked).Select(driver.CreateAgainAsync));
        await Task.Delay(plan.Faults / 2);
        injector.OnlyWhatIsDue = true;
        await world.Pace.UntilAsync(
            () =>
            {
                if (injector.Untried == 0)
                    return true;
                // What has not hit may need a pod that is new.
                if (pods.Count(pod => !pod.IsDone) >= AtLeastUnderWay)
                    return false;
                Begin(TestPods.More(plan, pods.Count, world.Registry.Host));
                return false;
            },
            () => injector.Untried,
            ChaosPlan.Patience
        );
        await stopFaults.CancelAsync();
        await faults;
        await HealAsync(world);
        var core = new PartialRecovery(world, plan, pods);
        var stuck = await core.TryAsync(Begin);

        var account = new Account(world, pods);
        string? missing = null;
        if (!await world.Pace.UntilAsync(() => (missing = account.NotAtRest()) is null, () => account.Left, ChaosPlan.Patience))
            await output.WriteLineAsync(
                $"chaos: not at rest, and nothing has got done for {ChaosPlan.Patience.TotalSeconds:0} s: {missing}"
            );
        var verdict = await account.JudgeAsync(witness, polling.Silences);
        if (stuck is not null)
            verdict.Add("no progress", stuck.Uid, $"has not ended while {core.Words} were broken");
        foreach (var words in world.InterLink.Failures)
            verdict.Add("failed request", "", words);
        foreach (var (kind, _) in injector.Hits.Where(each => each.Value == 0))
            verdict.Add("not tried", "", kind);
        if (world.Deaths.Died.Different < plan.Points)
            verdict.Add("not tried", "", "death at " + string.Join(", at ", world.Deaths.NeverDiedAt));
        await world.InterLink.DeleteAsync(witness, InterLink.Patience);
        await stopAll.CancelAsync();
        await Task.WhenAll([keeping, watching, .. lives]);
        world.KeepFolder = plan.KeepsLogs || !verdict.IsGood;
        if (verdict.IsGood && plan.KeepsLogs)
            await output.WriteLineAsync($"chaos: logs are kept in {world.Folder}");
        if (!verdict.IsGood)
            await Report.FailureAsync(output, verdict, pods, world);
        await output.WriteLineAsync(Report.Summary(plan, pods, injector, core, world, account, verdict, DateTimeOffset.UtcNow - began));
        return verdict;

        void Begin(TestPod pod)
        {
            pods.Enqueue(pod);
            lives.Add(driver.LiveAsync(pod, stopAll.Token));
        }
    }

    private static async Task HealAsync(ChaosEnvironment world)
    {
        world.FaultyTools.Heal();
        world.Nodes.Heal();
        if (!await world.Pace.UntilAsync(() => world.Queue.Now() is not null, TimeSpan.FromMinutes(1)))
            throw new TimeoutException("the schedd does not come back");
        // What an administrator held he releases; what waits behind its gate is not his.
        world.Pool.Tool("condor_release", "-constraint", "JobStatus == 5 && HoldReasonCode == 1");
        // One that is still to die at a point would do so now.
        await Task.WhenAll(world.Nodes.All.Select(node => node.SpareAsync()));
    }
}
