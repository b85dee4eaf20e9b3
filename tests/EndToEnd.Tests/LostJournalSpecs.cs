using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The journal, or its end, is gone after a crash: what it knew of is not gone with it.</summary>
public sealed class LostJournalSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "RetryAfterSeconds: 0.5\nRetryAtMostSeconds: 2\n";

    [Fact]
    public async Task The_job_of_a_pod_that_was_lost_runs_on_is_named_and_is_taken_up_by_a_create_or_removed_by_a_delete()
    {
        var (first, second) = (
            new PodBody("first").Container("main", "echo up; sleep 600"),
            new PodBody("second").Container("main", "sleep 600")
        );
        foreach (var pod in (PodBody[])[first, second])
        {
            await Calls.CreateAsync(pod);
            await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        }
        var job = await Calls.CreateAsync(first);
        await Sidecar.KillAsync();
        foreach (var file in Directory.GetFiles(Sidecar.DataRoot, "journal.sqlite*"))
            File.Delete(file);
        await Sidecar.StartAgainAsync();

        await Wait.UntilAsync(
            "the ping to count them",
            async () => (await Calls.PingAsync()).Contains("jobs-without-a-pod: 2 jobs (", StringComparison.Ordinal)
        );
        await Wait.UntilAsync(
            "the log to name them",
            () =>
                Task.FromResult(
                    Sidecar.Printed.Contains("of this instance are owned by no pod; they are left alone", StringComparison.Ordinal)
                )
        );
        Assert.Null(await new SidecarCalls(new Uri($"http://127.0.0.1:{Sidecar.Port}")).StatusAsync(first));
        Assert.All((PodBody[])[first, second], pod => Assert.Equal(2, (int)Queue(pod).Single()!["JobStatus"]!));
        Assert.All((PodBody[])[first, second], pod => Assert.True(Directory.Exists(JobFolder(pod))));

        Assert.Equal(job, await Calls.CreateAsync(first)); // the job that runs, and no other
        await Calls.UntilPhaseAsync(first, PodPhase.Running);
        Assert.Equal("up\n", await Calls.LogsAsync(first, "main"));
        await Calls.DeleteAsync(second);
        await Wait.UntilAsync("the second job to go", () => Task.FromResult(Queue(second).Count == 0));
        await Wait.UntilAsync(
            "nothing to be without a pod",
            async () => !(await Calls.PingAsync()).Contains("jobs-without-a-pod", StringComparison.Ordinal)
        );
        Assert.Equal((1, 1), (JobsEverStarted(first), JobsEverStarted(second)));
    }
}
