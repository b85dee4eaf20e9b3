using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The same through a schedd elsewhere: jobs are spooled and their output is fetched.</summary>
public sealed class RemoteSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string[] Flags => ["--schedd-host", "schedd@pool.test"];

    [Fact]
    public async Task A_pod_runs_through_a_remote_schedd_with_live_logs_and_its_exit_codes()
    {
        var gate = new Gate(Sidecar.Folder);
        var pod = new PodBody()
            .Init("init", "echo ready")
            .Container("main", $"echo up; {gate.IsWaitedFor}; echo end; exit 3", main => main["image"] = "host")
            .Container("other", "exit 0");
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync("the live log", async () => await Calls.LogsAsync(pod, "main") == "up\n");
        gate.Open();
        var codes = await Calls.EndAsync(pod);
        Assert.Equal((0, 3, 0), (codes["init"], codes["main"], codes["other"]));
        Assert.Equal("up\nend\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(1, JobsEver(pod));
    }

    [Fact]
    public async Task A_remote_pod_is_deleted_and_survives_a_restart()
    {
        var pod = new PodBody().Container("main", "echo up; sleep 600");
        var job = await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Sidecar.KillAsync();
        await Sidecar.StartAgainAsync();
        Assert.Equal(job, await Calls.CreateAsync(pod));
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Calls.DeleteAsync(pod);
        await Wait.UntilAsync("the job to leave the queue", () => Task.FromResult(Queue(pod).Count == 0));
        await Wait.UntilAsync("the files to go", () => Task.FromResult(!Directory.Exists(JobFolder(pod))));
    }

    [Fact]
    public async Task A_remote_pod_that_is_held_and_removed_by_hand_is_told_so()
    {
        var pod = new PodBody().Container("main", "sleep 600");
        var job = await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Pool.Tool("condor_hold", job, "-reason", "look here");
        await Wait.UntilAsync(
            "the hold to be told",
            async () =>
                State((await Calls.StatusAsync(pod))!, "main")["waiting"]?["message"] is { } message
                && ((string)message!).Contains("look here", StringComparison.Ordinal)
        );
        Pool.Tool("condor_rm", job);
        Assert.All((await Calls.EndAsync(pod)).Values, code => Assert.NotEqual(0, code));
    }
}
