using System.Text.Json.Nodes;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>In each way to submit (BehaviourModes.cs). HTCondor itself runs a job again, after an eviction: the container waits again, has
/// been restarted, and its earlier log is the previous one.</summary>
public abstract class JobRerunSpecs(SharedSidecar shared)
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task The_log_of_the_run_before_is_the_previous_log_and_nothing_is_told_as_ended_in_between()
    {
        var gate = shared.Gate();
        var pod = new PodBody()
            .Init("init", "echo prepared")
            .Container("main", $"exec 2>/dev/null; cat /proc/sys/kernel/random/uuid; {gate.IsWaitedFor}; echo over");
        shared.MountOpen(pod);
        var job = await Calls.CreateAsync(pod);
        var first = await LineOtherThanAsync(pod, "");
        await Calls.PreviousLogIsMissingAsync(pod, "main");
        var second = await AgainAsync(pod, first, restarts: 1, job);
        Assert.Equal((first, "prepared\n"), (await Calls.PreviousLogAsync(pod, "main"), await Calls.PreviousLogAsync(pod, "init")));

        var third = await AgainAsync(pod, second, restarts: 2, job);
        Assert.Equal(second, await Calls.PreviousLogAsync(pod, "main"));
        using var follower = await Calls.FollowAsync(pod, "main");
        var fourth = await AgainAsync(pod, third, restarts: 3, job);
        Assert.Equal((third, fourth), (await follower.ReadLineAsync() + "\n", await follower.ReadLineAsync() + "\n"));
        await shared.Sidecar.KillAsync();
        await shared.Sidecar.StartAgainAsync();
        Assert.Equal((third, fourth), (await Calls.PreviousLogAsync(pod, "main"), await Calls.LogsAsync(pod, "main")));
        using var late = await Calls.FollowAsync(pod, "main");
        gate.Open();
        Assert.Equal(fourth + "over\n", await late.ReadToEndAsync());
        Assert.Equal(0, (await Calls.EndAsync(pod))["main"]);
        Assert.Equal((third, fourth + "over\n"), (await Calls.PreviousLogAsync(pod, "main"), await Calls.LogsAsync(pod, "main")));
        await Calls.DeleteAsync(pod);
        await Wait.UntilAsync("its files to go", () => Task.FromResult(!Directory.Exists(shared.JobFolder(pod))));
    }

    /// <summary>Gives the one line that the new run writes.</summary>
    private async Task<string> AgainAsync(PodBody pod, string line, int restarts, string job)
    {
        // Else it might run again before anybody has seen it wait.
        MayRun(job, "false");
        // It says no for a moment after a job has begun. Killed at once, container and runner, as if the node went down.
        await Wait.UntilAsync("the eviction", () => Task.FromResult(shared.Pool.Tool("condor_vacate_job", "-fast", job).ExitCode == 0));
        await Wait.UntilAsync(
            "it to wait again",
            async () => await NeverEndedAsync(pod) is { } main && main["state"]!["waiting"] is not null
        );
        MayRun(job, "true");
        await Wait.UntilAsync(
            "it to run again",
            async () =>
                await NeverEndedAsync(pod) is { } main && main["state"]!["running"] is not null && (int)main["restartCount"]! == restarts
        );
        return await LineOtherThanAsync(pod, line);
    }

    private void MayRun(string job, string requirements) =>
        Assert.Equal(0, shared.Pool.Tool("condor_qedit", job, "Requirements", requirements).ExitCode);

    /// <summary>Null: it is left out for a moment after a restart of the sidecar.</summary>
    private async Task<JsonNode?> NeverEndedAsync(PodBody pod)
    {
        var main = (await Calls.StatusAsync(pod))?["containers"]![0];
        if (main is not null)
            Assert.Null(main["state"]!["terminated"]);
        return main;
    }

    private async Task<string> LineOtherThanAsync(PodBody pod, string line)
    {
        var log = "";
        await Wait.UntilAsync("its log", async () => (log = await Calls.LogsAsync(pod, "main")).EndsWith('\n') && log != line);
        return log;
    }
}
