using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The schedd lost its queue and gives a job's id a second time. One pod's job is never taken for that of the other.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class LostQueueSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    [Fact]
    public async Task A_pod_whose_job_is_gone_is_not_told_what_another_pods_job_with_its_id_does()
    {
        var lost = new PodBody("lost").Container("main", "echo lost; sleep 600");
        var gate = new Gate(Sidecar.Folder);
        var later = new PodBody("later").Container("main", $"echo later; {gate.IsWaitedFor}; exit 3", c => c["image"] = "host");
        var job = await Calls.CreateAsync(lost);
        await Calls.UntilPhaseAsync(lost, PodPhase.Running);
        await Wait.UntilAsync("its log", async () => await Calls.LogsAsync(lost, "main") == "lost\n");

        await LoseQueueAsync(next: job.Split('.')[0]);
        DeleteSpecs.OpenToTheJob(Sidecar.Folder);
        Assert.Equal(job, await Calls.CreateAsync(later));
        await Calls.UntilPhaseAsync(later, PodPhase.Running);

        Assert.Equal(137, (await Calls.EndAsync(lost))["main"]);
        Assert.Equal((PodPhase.Failed, PodPhase.Running), (await Calls.PhaseAsync(lost), await Calls.PhaseAsync(later)));
        gate.Open();
        Assert.Equal(3, (await Calls.EndAsync(later))["main"]);
        Assert.Equal(("lost\n", "later\n"), (await Calls.LogsAsync(lost, "main"), await Calls.LogsAsync(later, "main")));
        Assert.Equal(137, (await Calls.EndAsync(lost))["main"]);
    }

    /// <summary>Comes back when the schedd answers again. Its queue is empty, and the next job gets that cluster.</summary>
    private async Task LoseQueueAsync(string next)
    {
        var initial = Path.Combine(Pool.Folder, "etc", "config.d", "99-initial.conf");
        await File.WriteAllTextAsync(initial, $"SCHEDD_CLUSTER_INITIAL_VALUE = {next}\n");
        var master = (await File.ReadAllTextAsync(Path.Combine(Pool.Folder, "master.pid"))).Trim();
        Pool.Tool("condor_off", "-schedd", "-fast");
        await Wait.UntilAsync(
            "the schedd to end",
            () => Task.FromResult(Shell.Run("/usr/bin/pgrep", ["-P", master, "-x", "condor_schedd"]).Stdout.Length == 0)
        );
        foreach (var log in Directory.GetFiles(Path.Combine(Pool.Folder, "spool"), "job_queue.log*"))
            File.Delete(log);
        Pool.Tool("condor_on", "-schedd");
        await Wait.UntilAsync("the schedd to be back", () => Task.FromResult(Pool.Tool("condor_q").ExitCode == 0));
        File.Delete(initial);
    }
}
