using System.Text.Json;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The log at its default level, read as an operator reads it at 3 a.m.: what happened to this pod, and who did it?</summary>
public sealed class OperatorLogSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private async Task UntilSaysAsync(SentPod pod, string words)
    {
        try
        {
            await Wait.UntilAsync($"a line with: {words}", () => Task.FromResult(Sidecar.Says(pod, words)));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{Sidecar.Printed}");
        }
    }

    private Task UntilRunningAsync(SentPod pod, int starts) =>
        Wait.UntilAsync(
            $"start {starts}",
            () => Task.FromResult(Sidecar.LinesOf(pod).Count(line => line.Contains(": running on ", StringComparison.Ordinal)) == starts)
        );

    [Fact]
    public async Task A_pod_that_is_held_released_and_evicted_has_one_line_for_each_of_these()
    {
        var pod = new PodBody("train").Container("main", "echo up; sleep 600");
        var job = await Calls.CreateAsync(pod);
        await UntilSaysAsync(pod, ": running");
        Assert.Equal(0, Pool.Tool("condor_hold", job, "-reason", "disk check").ExitCode);
        await UntilSaysAsync(pod, ": held (hold code ");
        Assert.Equal(0, Pool.Tool("condor_release", job).ExitCode);
        await UntilRunningAsync(pod, 2);
        Assert.Equal(0, Pool.Tool("condor_vacate_job", "-fast", job).ExitCode);
        await UntilRunningAsync(pod, 3);
        await Calls.DeleteAsync(pod);
        await UntilSaysAsync(pod, ": deleted");

        var name = $"pod default/train ({pod.Uid}, job {job}): ";
        Assert.Collection(
            Sidecar.LinesOf(pod),
            line => Assert.StartsWith($"pod default/train ({pod.Uid}): accepted from interLink (session ", line, StringComparison.Ordinal),
            line => Assert.Equal($"{name}job {job} elected", line),
            line => Assert.StartsWith(name + "running on slot", line, StringComparison.Ordinal),
            line =>
            {
                Assert.StartsWith(name + "held (hold code 1/", line, StringComparison.Ordinal);
                Assert.Contains("UserRequest): disk check", line, StringComparison.Ordinal);
                Assert.EndsWith("The pod waits until a person releases the job (condor_release)", line, StringComparison.Ordinal);
            },
            line => Assert.StartsWith(name + "released again: via condor_release", line, StringComparison.Ordinal),
            line => Assert.StartsWith(name + "running on slot", line, StringComparison.Ordinal),
            line => Assert.Equal(name + "evicted; its job lost its slot and waits for another one", line),
            line => Assert.StartsWith(name + "running on slot", line, StringComparison.Ordinal),
            line => Assert.StartsWith(name + "deletion asked by interLink (session ", line, StringComparison.Ordinal),
            line => Assert.Equal(name + "deleted", line)
        );
    }

    [Fact]
    public async Task An_end_says_whether_the_pod_or_somebody_else_was_the_cause()
    {
        var (good, bad, removed) = (
            new PodBody().Container("main", "true"),
            new PodBody().Container("main", "exit 3"),
            new PodBody().Container("main", "sleep 600")
        );
        foreach (var pod in (PodBody[])[good, bad, removed])
            await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(removed, PodPhase.Running);
        Assert.Equal(0, Pool.Tool("condor_rm", "-constraint", $"InterLinkPodUid == \"{removed.Uid}\"").ExitCode);
        await UntilSaysAsync(good, ": succeeded");
        await UntilSaysAsync(bad, ": failed: ");
        await UntilSaysAsync(removed, ": its job was removed: ");
        await UntilSaysAsync(removed, ": failed: ");
        LineOf(bad, ": failed: container main ended with exit code 3 (Error)");
        LineOf(removed, ": its job was removed: via condor_rm");
        LineOf(removed, ": failed: job ");

        void LineOf(SentPod pod, string words) =>
            Assert.Contains(Sidecar.LinesOf(pod), line => line.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_create_and_the_start_and_the_stop_leave_a_line_each()
    {
        var pod = new PodBody("open").Spec(spec => spec["restartPolicy"] = "Sometimes").Container("main", "true");
        await Calls.PostAsync("/create", pod.Json);
        await Calls.PostAsync("/create", pod.Json);
        Assert.Equal(0, await Sidecar.StopAsync());
        var lines = Sidecar.Printed.Split('\n');
        Assert.Single(lines, line => line.Contains("refused with 400", StringComparison.Ordinal));
        Assert.Single(
            lines,
            line =>
                line.Contains("htcondor-sidecar ", StringComparison.Ordinal)
                && line.Contains($"; configuration {Sidecar.Folder}/SidecarConfig.yaml, instance ", StringComparison.Ordinal)
                && line.Contains($", data in {Sidecar.DataRoot}, jobs go to the schedd of this machine", StringComparison.Ordinal)
        );
        Assert.Single(lines, line => line.Contains(" stopped by SIGTERM after ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_versions_of_HTCondor_and_Apptainer_follow_soon_after_the_start() =>
        await Wait.UntilAsync(
            "the versions",
            () =>
                Task.FromResult(
                    System.Text.RegularExpressions.Regex.IsMatch(
                        Sidecar.Printed,
                        @"HTCondor [0-9]+\.[0-9]+\.[0-9]+, on the execute nodes apptainer version [0-9.]+"
                    )
                )
        );
}

/// <summary>The log as JSON, which a log store reads.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class JsonLogSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "LogFormat: json\n";

    [Fact]
    public async Task Each_line_is_an_object_and_the_lines_of_a_pod_are_found_by_its_fields()
    {
        var pod = new PodBody("train").Container("main", "true");
        var job = await Calls.CreateAsync(pod);
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        await Sidecar.StopAsync();
        JsonElement[] lines =
        [
            .. Sidecar.Printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
        ];
        var own = lines.Where(line => line.GetProperty("fields").TryGetProperty("PodUid", out var uid) && uid.GetString() == pod.Uid);
        // The poll need not see a job that runs for a moment, so there may be no line of that.
        Assert.Equal(
            ["Accepted", "Elected", "Succeeded"],
            own.Select(line => line.GetProperty("eventName").GetString()).Where(name => name != "Running").Order()
        );
        Assert.All(
            own.Where(line => line.GetProperty("eventName").GetString() != "Accepted"),
            line => Assert.Equal(job, line.GetProperty("fields").GetProperty("JobId").GetString())
        );
    }
}
