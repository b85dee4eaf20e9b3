using System.Text.Json.Nodes;
using HtcondorActors.Cli;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Pods whose jobs wait in the queue for longer than the site's time say why, by one analysis for all of them.</summary>
[Collection(ThirdPoolCollection.Name)]
public sealed class WhyIdleSpecs : SidecarSpecs, IDisposable
{
    private const string Analysis = "better-analyze";
    private readonly InterceptedTools _tools;

    public WhyIdleSpecs(CondorPool pool)
        : base(pool)
    {
        _tools = new InterceptedTools(pool, "condor_q");
        _tools.Let("condor_q", $"""case "$*" in *-{Analysis}*) echo {Analysis} >>"$(dirname "$0")/calls" ;; esac""");
    }

    protected override string Config => "ExplainIdleAfterMinutes: 0.1\nRetryAtMostSeconds: 2\n";

    protected override IReadOnlyDictionary<string, string> Environment => _tools.Environment;

    public void Dispose() => _tools.Dispose();

    private static PodBody Asking(string requests, string script = "true") =>
        new PodBody().Container("main", script, c => c["resources"] = JsonNode.Parse($$"""{"requests":{{requests}}}"""));

    private async Task<(string Reason, string Message)> ToldAsync(SentPod pod) =>
        await Calls.StatusAsync(pod) is { } entry && State(entry, "main")["waiting"] is { } waiting
            ? ((string?)waiting["reason"] ?? "", (string?)waiting["message"] ?? "")
            : ("", "");

    private Task UntilToldAsync(SentPod pod, string words) =>
        Wait.UntilAsync(words, async () => (await ToldAsync(pod)).Message.Contains(words, StringComparison.Ordinal));

    [Fact]
    public async Task Three_pods_that_ask_for_too_much_memory_are_told_so_after_one_run_of_the_tool()
    {
        SentPod[] pods = [.. Enumerable.Range(1, 3).Select(_ => Asking("""{"memory":"9000Gi"}"""))];
        foreach (var pod in pods)
            await Calls.CreateAsync(pod);

        foreach (var pod in pods)
            await UntilToldAsync(pod, "0 of 1 slots fit: asks 9000 GiB memory, the largest slot has 64 GiB (as 2 other pods)");
        Assert.Equal("NoSlotFits", (await ToldAsync(pods[0])).Reason);
        Assert.Equal(1, _tools.Calls(Analysis));
        await UntilToldInTwoLinesAsync(starts: 1);

        await Sidecar.StopAsync();
        await Sidecar.StartAgainAsync();
        await UntilToldInTwoLinesAsync(starts: 2);
    }

    /// <summary>The log tells it of one pod, and then of how many pods it is true.</summary>
    private async Task UntilToldInTwoLinesAsync(int starts)
    {
        await Wait.UntilAsync(
            "the log to tell the number of pods",
            () => Task.FromResult(Sidecar.LinesWith("pods whose jobs cannot start as they are, the first since ") == starts)
        );
        Assert.Equal(starts, Sidecar.LinesWith(": its job cannot start as it is "));
    }

    [Fact]
    public async Task A_pod_that_waits_only_for_a_busy_slot_is_not_told_that_nothing_fits()
    {
        var (large, next) = (Asking("""{"cpu":"64"}""", "sleep 600"), Asking("""{"cpu":"64"}""", "exit 0"));
        await Calls.CreateAsync(large);
        await Calls.UntilPhaseAsync(large, PodPhase.Running);
        await Calls.CreateAsync(next);

        await UntilToldAsync(next, "1 of 1 slots fit; all are busy");
        Assert.Equal("JobIdle", (await ToldAsync(next)).Reason);

        await Calls.DeleteAsync(large);
        Assert.Equal(new Dictionary<string, int> { ["main"] = 0 }, await Calls.EndAsync(next));
    }

    [Fact]
    public async Task A_tool_that_cannot_analyse_leaves_the_pod_and_the_sidecar_as_they_are()
    {
        _tools.Let("condor_q", $"""case "$*" in *-{Analysis}*) echo {Analysis} >>"$(dirname "$0")/calls"; exit 1 ;; esac""");
        var pod = Asking("""{"memory":"9000Gi"}""");
        await Calls.CreateAsync(pod);
        await _tools.AfterCallsAsync(Analysis, 1);
        await _tools.AfterCallsAsync("condor_q", 2);

        Assert.Equal("JobIdle", (await ToldAsync(pod)).Reason);
        Assert.Equal("ok", (string?)JsonNode.Parse(await Calls.PingAsync())!["status"]);

        _tools.Mend("condor_q");
        await UntilToldAsync(pod, "0 of 1 slots fit");
    }
}
