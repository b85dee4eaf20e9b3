using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A pod is deleted in Kubernetes while no sidecar runs: nobody says so, and nobody asks for it any more.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class ForgottenPodSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "ForgottenAfterMinutes: 0.05\nForgottenEndedAfterDays: 0.0001\nForgottenPods: remove\n";

    [Fact]
    public async Task Its_job_and_its_files_go_and_the_pods_that_are_asked_for_stay()
    {
        var (kept, forgotten, ended) = (
            new PodBody("kept").Container("main", "sleep 600"),
            new PodBody("forgotten").Container("main", "sleep 600"),
            new PodBody("ended").Container("main", "true")
        );
        foreach (var pod in (PodBody[])[kept, forgotten, ended])
            await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(ended, PodPhase.Succeeded); // as the Virtual Kubelet, nobody asks for it after this
        await Calls.UntilPhaseAsync(kept, PodPhase.Running);
        Assert.Equal(0, await Sidecar.StopAsync());
        await Sidecar.StartAgainAsync();

        await Wait.UntilAsync(
            "the forgotten one's job and both folders to go",
            async () =>
            {
                await Calls.StatusAsync(kept);
                return Queue(forgotten).Count == 0 && !Directory.Exists(JobFolder(forgotten)) && !Directory.Exists(JobFolder(ended));
            }
        );
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(kept));
        string[] lines =
        [
            $"pod {forgotten.Uid}: nobody has asked for its status for 0.05 minutes",
            $"pod {ended.Uid}: it ended more than 0 days ago and was never deleted",
        ];
        await Wait.UntilAsync(
            "two lines of the log",
            () =>
                Task.FromResult(
                    Sidecar.Says(forgotten, "nobody has asked for its status for ") && Sidecar.Says(ended, " and was never deleted")
                )
        );
        Assert.All(lines, line => Assert.Contains(line, Sidecar.Printed, StringComparison.Ordinal));
    }
}
