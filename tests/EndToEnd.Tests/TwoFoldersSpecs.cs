using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Two sidecars with two data folders that somebody gave one InstanceName, on one schedd.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class TwoFoldersSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "InstanceName: same-name\nRetryAfterSeconds: 0.5\n";

    [Fact]
    public async Task A_delete_at_the_one_leaves_the_others_pod_alone_and_both_say_that_there_are_two()
    {
        var pod = new PodBody().Container("main", "echo up; sleep 600");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await using var other = await Sidecar.StartAsync(Pool, Config, Environment);
        await Wait.UntilAsync("the other to see it", () => Task.FromResult(other.Says(" with the InstanceName \"")));
        Assert.Contains(" with the InstanceName \"same-name\", and nothing is done with ", other.Printed, StringComparison.Ordinal);
        Assert.Contains(
            "jobs-of-another-data-folder: another data folder owns 1 job (",
            await other.Client.PingAsync(),
            StringComparison.Ordinal
        );

        // The same pod on both: two jobs, each of its own sidecar.
        await other.Client.CreateAsync(pod);
        await other.Client.UntilPhaseAsync(pod, PodPhase.Running);
        Assert.Equal(2, Queue(pod).Count);
        await Wait.UntilAsync(
            "the first to see it too",
            async () => (await Calls.PingAsync()).Contains("jobs-of-another-data-folder", StringComparison.Ordinal)
        );

        var seen = (await Calls.StatusAsync(pod))!.ToJsonString();
        await other.Client.DeleteAsync(pod);
        await Wait.UntilAsync("the other's job to go", () => Task.FromResult(Queue(pod).Count == 1));
        // Deleted again, as a Virtual Kubelet does that is not sure, where nothing is known of it.
        await other.Client.DeleteAsync(pod);
        await Wait.UntilAsync(
            "the first to be alone again",
            async () => !(await Calls.PingAsync()).Contains("another-data-folder", StringComparison.Ordinal)
        );
        Assert.Equal(seen, (await Calls.StatusAsync(pod))!.ToJsonString());
        Assert.Equal((1, 2), (Queue(pod).Count, (int)Queue(pod).Single()!["JobStatus"]!));
        Assert.Equal("up\n", await Calls.LogsAsync(pod, "main"));
    }
}
