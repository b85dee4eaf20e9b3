using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>In each way to submit (BehaviourModes.cs): a running job is suspended (condor_suspend) and goes on (condor_continue).</summary>
public abstract class SuspendedJobSpecs(SharedSidecar shared)
{
    private SidecarCalls Calls => shared.Calls;

    private async Task<(SentPod Pod, string Job, Gate Gate)> RunningAsync()
    {
        var gate = shared.Gate();
        var pod = new PodBody().Container("main", $"echo begun; {gate.IsWaitedFor}; echo over; exit 3").Container("short", "exit 4");
        shared.MountOpen(pod);
        var job = await Calls.CreateAsync(pod);
        await UntilAsync(pod, "short", "terminated");
        await UntilAsync(pod, "main", "running");
        await Wait.UntilAsync("its first line", async () => await Calls.LogsAsync(pod, "main") == "begun\n");
        return (pod, job, gate);
    }

    private Task UntilAsync(SentPod pod, string container, string state) =>
        Wait.UntilAsync(
            $"{container} to be {state}",
            async () => await Calls.StatusAsync(pod) is { } entry && SidecarSpecs.State(entry, container)[state] is not null
        );

    private async Task SuspendAsync(SentPod pod, string job)
    {
        // It says no for a moment after a job has begun.
        await Wait.UntilAsync("the suspension", () => Task.FromResult(shared.Pool.Tool("condor_suspend", job).ExitCode == 0));
        await Calls.UntilWaitingAsync(pod, "JobSuspended");
    }

    [Fact]
    public async Task A_suspended_pod_says_so_and_ends_with_its_own_code_after_it_has_gone_on()
    {
        var (pod, job, gate) = await RunningAsync();
        await SuspendAsync(pod, job);
        var entry = (await Calls.StatusAsync(pod))!;
        var message = (string)SidecarSpecs.State(entry, "main")["waiting"]!["message"]!;
        Assert.Contains($"condor_continue {job}", message, StringComparison.Ordinal);
        Assert.Equal(4, (int)SidecarSpecs.State(entry, "short")["terminated"]!["exitCode"]!);
        Assert.Equal(PodPhase.Running, await Calls.PhaseAsync(pod));
        Assert.Equal("begun\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(0, shared.Pool.Tool("condor_continue", job).ExitCode);
        await UntilAsync(pod, "main", "running");
        gate.Open();
        var ends = await Calls.EndAsync(pod);
        Assert.Equal((3, 4), (ends["main"], ends["short"]));
        Assert.Equal("begun\nover\n", await Calls.LogsAsync(pod, "main"));
        Assert.Equal(0, (int)(await Calls.StatusAsync(pod))!["containers"]![0]!["restartCount"]!);
    }

    [Fact]
    public async Task A_suspended_pod_that_is_deleted_is_gone_without_going_on()
    {
        var (pod, job, _) = await RunningAsync();
        await SuspendAsync(pod, job);
        await Calls.DeleteAsync(pod);
        string[] itsJobs = ["-allusers", "-af", "JobStatus", "-constraint", $"InterLinkPodUid == \"{pod.Uid}\""];
        await Wait.UntilAsync(
            "its job and files to go",
            () =>
                Task.FromResult(shared.Pool.Tool("condor_q", itsJobs).Stdout.Trim().Length == 0 && !Directory.Exists(shared.JobFolder(pod)))
        );
    }
}
