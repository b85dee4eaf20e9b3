using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>An administrator's condor_rm, condor_hold and condor_release are seen and told for what they are.</summary>
public sealed class AdministratorActionSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    [Fact]
    public async Task A_pod_whose_job_was_removed_is_failed_even_if_it_ends_politely()
    {
        var pod = new PodBody()
            .Container("main", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.1; done")
            .Container("hard", "sleep 600");
        var job = await Calls.CreateAsync(pod);
        await Wait.UntilAsync(
            "both to be up",
            async () => await Calls.PhaseAsync(pod) == PodPhase.Running && await Calls.LogsAsync(pod, "main") == "up\n"
        );
        Assert.Equal(0, Pool.Tool("condor_rm", job).ExitCode);
        var codes = await Calls.EndAsync(pod);
        Assert.All(codes.Values, code => Assert.NotEqual(0, code));
        Assert.Contains(
            "condor_rm",
            (string)State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"]!,
            StringComparison.Ordinal
        );
        Assert.Equal("up\nbye\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task What_had_ended_before_a_hold_stays_ended_while_the_job_is_held_and_runs_again()
    {
        var pod = new PodBody().Init("init", "true").Container("short", "exit 3").Container("main", "echo run; sleep 4");
        var job = await Calls.CreateAsync(pod);
        await Wait.UntilAsync(
            "the short one to end",
            async () =>
                await Calls.PhaseAsync(pod) == PodPhase.Running && State((await Calls.StatusAsync(pod))!, "short")["terminated"] is not null
        );
        Assert.Equal(0, Pool.Tool("condor_hold", job).ExitCode);
        // Every answer on the way is compared with the one before it.
        await Wait.UntilAsync(
            "the hold to be told",
            async () => State((await Calls.StatusAsync(pod))!, "main")["waiting"] is { } waiting && (string?)waiting["reason"] == "JobHeld"
        );
        Assert.NotNull(State((await Calls.StatusAsync(pod))!, "short")["terminated"]);
        Assert.Equal(0, Pool.Tool("condor_release", job).ExitCode);
        Assert.Equal((0, 3, 0), await Calls.EndAsync(pod) is var codes ? (codes["init"], codes["short"], codes["main"]) : default);
    }

    [Fact]
    public async Task A_held_job_is_a_waiting_pod_with_the_reason_and_runs_again_when_released()
    {
        var pod = new PodBody().Container("main", "echo run; sleep 3");
        var job = await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Equal(0, Pool.Tool("condor_hold", job, "-reason", "disk check").ExitCode);
        await Wait.UntilAsync(
            "the hold to be told",
            async () =>
                State((await Calls.StatusAsync(pod))!, "main")["waiting"] is { } waiting
                && ((string?)waiting["message"])!.Contains("disk check", StringComparison.Ordinal)
        );
        Assert.Equal("run\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(0, Pool.Tool("condor_release", job).ExitCode);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal(1, JobsEver(pod));
    }
}
