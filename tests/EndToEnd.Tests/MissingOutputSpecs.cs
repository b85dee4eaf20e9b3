using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The job folders are away when a job ends: unmounted, or purged.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class MissingOutputSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    // The time that a site gives it is minutes; here it is long enough for many polls.
    protected override string Config => "OutputMissingMinutes: 0.25\nRetryAfterSeconds: 0.5\n";

    private string Aside(SentPod pod) => Path.Combine(Sidecar.Folder, "aside-" + pod.Uid);

    private async Task<Gate> RunningAsync(PodBody pod, Func<Gate, PodBody> containers)
    {
        var gate = new Gate(Sidecar.Folder);
        containers(gate);
        pod.InEvery(container => container["image"] = "host");
        await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Running);
        return gate;
    }

    private Task UntilCompletedAsync(SentPod pod) =>
        Wait.UntilAsync("the job to complete", () => Task.FromResult(Queue(pod).SingleOrDefault()?["JobStatus"]?.GetValue<int>() == 4));

    private Task UntilSaidAsync(SentPod pod) =>
        Wait.UntilAsync("a line of the log", () => Task.FromResult(Sidecar.Says(pod, "the job has ended, and its output is not there")));

    [Fact]
    public async Task A_pod_whose_folder_was_away_when_it_ended_is_told_as_what_it_wrote_when_the_folder_is_back()
    {
        var pod = new PodBody();
        var gate = await RunningAsync(pod, gate => pod.Container("main", $"echo up; {gate.IsWaitedFor}; echo done"));
        Directory.Move(JobFolder(pod), Aside(pod));
        gate.Open();
        await UntilCompletedAsync(pod);
        await UntilSaidAsync(pod);
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        Assert.Single(Queue(pod));

        // HTCondor itself may have made an empty one.
        if (Directory.Exists(JobFolder(pod)))
            Directory.Move(JobFolder(pod), Aside(pod) + "-made");
        Directory.Move(Aside(pod), JobFolder(pod));
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.Equal("up\ndone\n", await Calls.LogsAsync(pod, "main"));
    }

    [Fact]
    public async Task A_job_that_completed_with_0_is_no_failure_although_its_folder_is_gone_for_good()
    {
        var pod = new PodBody();
        var gate = await RunningAsync(pod, gate => pod.Container("main", $"echo up; {gate.IsWaitedFor}"));
        TestFolder.Remove(JobFolder(pod));
        gate.Open();
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
    }

    [Fact]
    public async Task Of_two_containers_neither_is_told_with_the_others_exit_code_when_the_output_is_gone_for_good()
    {
        var pod = new PodBody();
        var gate = await RunningAsync(pod, gate => pod.Container("good", gate.IsWaitedFor).Container("bad", $"{gate.IsWaitedFor}; exit 4"));
        foreach (var file in Directory.GetFiles(JobFolder(pod), "job.stdout*"))
            File.Delete(file);
        gate.Open();
        var ends = await Calls.EndAsync(pod);
        Assert.Equal([137, 137], ends.Values);
        var state = State((await Calls.StatusAsync(pod))!, "good")["terminated"]!;
        Assert.Contains(
            "ended with exit code 4; its output does not say how this container ended",
            (string)state["message"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_running_pod_is_not_taken_back_by_a_start_of_the_sidecar_while_its_folder_is_away()
    {
        var pod = new PodBody();
        var gate = await RunningAsync(pod, gate => pod.Container("main", $"echo up; {gate.IsWaitedFor}"));
        Directory.Move(JobFolder(pod), Aside(pod));
        await Sidecar.KillAsync();
        await Sidecar.StartAgainAsync();
        await Wait.UntilAsync("a look at the queue", () => Task.FromResult(Sidecar.Says("pods to recover from the journal")));
        // Left out of the answer, it stays for the Virtual Kubelet what it was.
        for (var polls = 0; polls < 5; polls++)
        {
            Assert.Null(await Calls.StatusAsync(pod));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        Directory.Move(Aside(pod), JobFolder(pod));
        await Wait.UntilAsync("the pod to be told", async () => await Calls.StatusAsync(pod) is not null);
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        gate.Open();
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
    }
}
