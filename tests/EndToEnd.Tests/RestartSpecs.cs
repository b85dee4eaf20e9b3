using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Point 7: the sidecar may die at any time.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class RestartSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Queued_running_and_finished_pods_go_on_after_a_restart(bool kill)
    {
        var finished = new PodBody("finished").Container("main", "echo done; exit 5");
        var running = new PodBody("running").Container("main", "echo up; sleep 8; echo end");
        var queued = new PodBody("queued").Container(
            "main",
            "true",
            c => c["resources"] = JsonNode.Parse("""{"requests":{"cpu":"400"}}""")
        );
        var jobs = new List<string>();
        foreach (var pod in new[] { finished, running, queued })
            jobs.Add(await Calls.CreateAsync(pod));
        await Calls.UntilPhaseAsync(finished, PodPhase.Failed);
        await Calls.UntilPhaseAsync(running, PodPhase.Running);
        var before = (await Calls.StatusAsync(finished))!.ToJsonString();

        if (kill)
            await Sidecar.KillAsync();
        else
            Assert.Equal(0, await Sidecar.StopAsync());
        await Sidecar.StartAgainAsync();

        // Asked before its pod is awake: it is woken and waited for.
        Assert.Equal(before, (await Calls.StatusAsync(finished))!.ToJsonString());
        Assert.Equal("done\n", await Calls.LogsAsync(finished, "main"));
        await Calls.UntilPhaseAsync(running, PodPhase.Succeeded);
        Assert.Equal("up\nend\n", await Calls.LogsAsync(running, "main"));
        Assert.Equal(PodPhase.Pending, await Calls.PhaseAsync(queued));
        Assert.Equal(jobs[2], await Calls.CreateAsync(queued));
        Assert.All([finished, running, queued], pod => Assert.Equal(1, JobsEver(pod)));
        await Calls.DeleteAsync(queued);
        await Wait.UntilAsync("the queued job to go", () => Task.FromResult(Queue(queued).Count == 0));
    }

    [Fact]
    public async Task A_pod_that_ended_while_the_sidecar_was_down_is_told_with_its_own_exit_code()
    {
        var pod = new PodBody().Container("main", "sleep 2; echo over; exit 9");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        await Sidecar.KillAsync();
        await Wait.UntilAsync("the job to complete", () => Task.FromResult(Queue(pod) is [{ } job] && (int)job["JobStatus"]! == 4));
        await Sidecar.StartAgainAsync();
        Assert.Equal(9, (await Calls.EndAsync(pod))["main"]);
        Assert.Equal("over\n", await Calls.LogsAsync(pod, "main"));
        await Wait.UntilAsync("the job to be let out of the queue", () => Task.FromResult(Queue(pod).Count == 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(150)]
    [InlineData(300)]
    public async Task A_create_that_was_under_way_when_the_sidecar_was_killed_ends_with_one_job_that_runs(int millisecondsLater)
    {
        var pod = new PodBody().Container("main", "echo once");
        var create = Calls.PostAsync("/create", pod.Json);
        await Task.Delay(millisecondsLater); // where in the create the kill falls is the point; every place must do
        await Sidecar.KillAsync();
        try
        {
            await create;
        }
        catch (HttpRequestException)
        {
            // nobody knows what became of it: that is what is tried here
        }
        await Sidecar.StartAgainAsync();
        await Calls.CreateAsync(pod); // the Virtual Kubelet asks again
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("once\n", await Calls.LogsAsync(pod, "main"));
        await Wait.UntilAsync("the job to be let out of the queue", () => Task.FromResult(Queue(pod).Count == 0));
        Assert.Equal(1, JobsEverStarted(pod));
    }
}
