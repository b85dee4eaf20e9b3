using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What an operator does to a sidecar that runs, typed as in docs/command-line.md.</summary>
[Collection(PoolCollection.Name)]
public sealed class OperatorActionSpecs(OperatorSite site) : IClassFixture<OperatorSite>
{
    private SidecarCalls Calls => site.Calls;
    private Sidecar Sidecar => site.Sidecar;

    private string Told(params string[] typed) => Sidecar.OutputOf(typed);

    private JsonNode Line(SentPod pod) => JsonNode.Parse(Told("pod", pod.Uid, "-o", "json"))!["pod"]!;

    private Task UntilAsync(SentPod pod, string stage) =>
        Wait.UntilAsync($"{pod.Name} is {stage}", () => Task.FromResult((string?)Line(pod)["stage"] == stage));

    private async Task<(string Status, string? Pods)> PingAsync()
    {
        var answer = JsonNode.Parse(await Calls.PingAsync())!;
        return ((string)answer["status"]!, (string?)answer["resources"]?["pods"]);
    }

    [Fact]
    public async Task A_drained_node_takes_no_pods_but_runs_one_that_still_comes_and_a_restart_keeps_it_drained()
    {
        Assert.Equal("7", (await PingAsync()).Pods);
        Assert.StartsWith("draining since ", Told("drain", "on"), StringComparison.Ordinal);
        var (status, pods) = await PingAsync();
        Assert.StartsWith("draining since ", status, StringComparison.Ordinal);
        Assert.Equal("0", pods);

        var late = new PodBody("late").Container("main", "echo accepted");
        await Calls.CreateAsync(late);
        await Calls.UntilPhaseAsync(late, PodPhase.Succeeded);

        Assert.Equal(0, await Sidecar.StopAsync());
        await Sidecar.StartAgainAsync();
        // In the first moment the number is left out, and Kubernetes keeps the one before.
        await Wait.UntilAsync("the number of pods", async () => (await PingAsync()).Pods is not null);
        Assert.Equal("0", (await PingAsync()).Pods);
        Assert.StartsWith("draining since ", Told("drain", "status"), StringComparison.Ordinal);

        Assert.StartsWith("not draining since ", Told("drain", "off"), StringComparison.Ordinal);
        Assert.Equal("7", (await PingAsync()).Pods);
    }

    [Fact]
    public async Task A_retry_releases_a_job_on_hold_long_before_the_sidecar_would()
    {
        var pod = new PodBody("unlucky")
            .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
            .Container("main", "echo at last");
        var job = await Calls.CreateAsync(pod);
        var input = Directory
            .GetFiles(site.JobFolder(pod))
            .First(file => !Path.GetFileName(file).StartsWith("job.", StringComparison.Ordinal));
        File.Move(input, input + ".away");
        Assert.Equal(0, site.Pool.Tool("condor_qedit", job, "Requirements", "true").ExitCode);
        await UntilAsync(pod, "held");
        var held = Line(pod);
        Assert.Equal(("JobHeld", 13), ((string?)held["reason"], (int?)held["holdCode"]));
        var planned = DateTimeOffset.Parse((string)held["nextTryAt"]!, CultureInfo.InvariantCulture);

        File.Move(input + ".away", input);
        Assert.StartsWith(
            "pod default/unlucky tries again now; the next try was planned for ",
            Told("retry", pod.Name),
            StringComparison.Ordinal
        );
        await Calls.UntilPhaseAsync(pod, PodPhase.Succeeded);
        Assert.True(DateTimeOffset.UtcNow < planned, $"it was planned for {planned}");
        Assert.Equal("at last\n", Told("logs", pod.Name));
        Assert.Equal(5, Sidecar.Run("retry", pod.Name).ExitCode); // nothing is left to try
    }

    [Fact]
    public async Task A_watch_the_history_and_top_tell_what_a_pod_does_and_did()
    {
        const string Row = @"\ndefault +watched +1 +\S+ +";
        var pod = new PodBody("watched").Container("main", "sleep 600");
        using var watch = new RunningCommand(Sidecar, "pods", "-w", "--no-headers", "watched");
        var job = await Calls.CreateAsync(pod);
        await watch.UntilPrintedAsync("watched", "running");
        await UntilAsync(pod, "running");

        // HTCondor measures a job some time after its start. Until then the use is not known, and not 0.
        Assert.Matches(Row + "(-|[0-9.]+[KMG]i) ", Told("top"));
        await Wait.UntilAsync("the memory that it uses", () => Task.FromResult(Regex.IsMatch(Told("top"), Row + "[0-9.]+[KMG]i ")));

        var before = DateTimeOffset.UtcNow;
        Assert.Equal(0, site.Pool.Tool("condor_hold", job, "-reason", "disk check").ExitCode);
        await watch.UntilPrintedAsync("watched", "held", "UserRequest");
        var (then, now) = (KnownAt(pod, before), KnownAt(pod, DateTimeOffset.UtcNow));
        Assert.Contains("running, since ", then, StringComparison.Ordinal);
        Assert.DoesNotContain("disk check", then, StringComparison.Ordinal);
        Assert.Contains("\"running\"", then, StringComparison.Ordinal);
        Assert.Contains("held, since ", now, StringComparison.Ordinal);
        Assert.Contains("\"reason\": \"JobHeld\"", now, StringComparison.Ordinal);
        Assert.Contains("disk check", now, StringComparison.Ordinal);
        await Calls.DeleteAsync(pod);
    }

    private string KnownAt(SentPod pod, DateTimeOffset time) =>
        Told("timeline", pod.Uid, "--at", time.ToString("O", CultureInfo.InvariantCulture));

    [Fact]
    public async Task The_log_of_a_container_is_followed_to_its_end_and_that_of_its_attempt_before_is_kept()
    {
        var (gate, once) = (site.Gate(), site.Gate().File);
        var pod = new PodBody("again")
            .Spec(spec => spec["restartPolicy"] = "OnFailure")
            .Container(
                "main",
                $"if [ ! -e {once} ]; then touch {once}; echo first; exit 3; fi; echo second; {gate.IsWaitedFor}; echo over"
            );
        site.MountOpen(pod);
        await Calls.CreateAsync(pod);
        await Wait.UntilAsync(
            "the second attempt",
            () => Task.FromResult(Sidecar.Run("logs", pod.Uid).Stdout.StartsWith("second", StringComparison.Ordinal))
        );
        Assert.Equal("first\n", Told("logs", pod.Uid, "--previous"));
        using var follow = new RunningCommand(Sidecar, "logs", "-f", pod.Uid, "-c", "main");
        await follow.UntilPrintedAsync("second");
        gate.Open();
        Assert.Equal(0, await follow.ExitCodeAsync());
        await Wait.UntilAsync("the last line", () => Task.FromResult(follow.Printed == "second\nover\n"));
    }

    [Fact]
    public async Task The_level_of_the_log_is_changed_while_the_sidecar_runs()
    {
        var (before, after) = (new PodBody("before").Container("main", "true"), new PodBody("after").Container("main", "true"));
        await Calls.CreateAsync(before);
        Assert.Equal("Debug (the configuration says Information)\n", Told("log-level", "Debug"));
        await Calls.CreateAsync(after);
        await Wait.UntilAsync("a line for developers", () => Task.FromResult(Sidecar.Says(after, "submit ")));
        Assert.False(Sidecar.Says(before, "submit "));
        Assert.Equal("Information\n", Told("log-level", "information"));
    }

    [Fact]
    public async Task Who_may_only_read_sees_the_pods_from_another_machine_and_cannot_drain()
    {
        var pod = new PodBody("seen").Container("main", "true");
        await Calls.CreateAsync(pod);
        Assert.Contains("default/seen\n", site.RunFarAway("pods", "-o", "name").Stdout, StringComparison.Ordinal);
        var drain = site.RunFarAway("drain", "on");
        Assert.Equal((1, ""), (drain.ExitCode, drain.Stdout));
        Assert.Contains("monitoring may only read; this needs the role operate", drain.Stderr, StringComparison.Ordinal);
        Assert.Equal("7", (await PingAsync()).Pods);
    }
}
