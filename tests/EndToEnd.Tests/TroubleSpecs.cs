using System.Text.Json.Nodes;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>
/// Five pods in five kinds of trouble. An operator finds and explains each with the commands alone, and the user reads the same word in the
/// status.
/// </summary>
public sealed class TroubleSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    protected override string Config => "ExplainIdleAfterMinutes: 0.05\n";

    private string Told(params string[] typed) => Sidecar.OutputOf(typed);

    private JsonNode Line(SentPod pod) => JsonNode.Parse(Told("pod", pod.Uid, "-o", "json"))!["pod"]!;

    private Task UntilAsync(SentPod pod, string stage, string reason) =>
        Wait.UntilAsync(
            $"{pod.Name} is {stage} because of {reason}",
            () => Task.FromResult(Line(pod) is var line && (string?)line["stage"] == stage && (string?)line["reason"] == reason)
        );

    [Fact]
    public async Task Five_pods_in_five_kinds_of_trouble_are_found_and_explained_by_the_commands_alone()
    {
        var (large, held, image, crash, gone) = (
            new PodBody("large").Container("main", "true", c => c["resources"] = Requests("9000Gi")),
            new PodBody("held").Container("main", "sleep 600"),
            new PodBody("image").Container("main", "true", c => c["image"] = "docker://registry.invalid/a:1"),
            new PodBody("crash").Container("main", "echo cannot open /data >&2; exit 3"),
            new PodBody("gone").Container("main", "sleep 600")
        );
        var jobs = new Dictionary<string, string>();
        foreach (var pod in (PodBody[])[large, held, image, crash, gone])
            jobs[pod.Name] = await Calls.CreateAsync(pod);
        await UntilAsync(held, "running", "Running");
        Assert.Equal(0, Pool.Tool("condor_hold", jobs["held"], "-reason", "disk check").ExitCode);
        await Calls.UntilPhaseAsync(gone, PodPhase.Running);
        // The output may tell of the start before the queue does.
        await Wait.UntilAsync(
            "the queue to show that the job runs",
            () => Task.FromResult(Told("timeline", gone.Uid).Contains("job running", StringComparison.Ordinal))
        );
        Assert.Equal(0, Pool.Tool("condor_rm", jobs["gone"], "-reason", "made room").ExitCode);

        await UntilAsync(large, "idle", "NoSlotFits");
        await UntilAsync(held, "held", "JobHeld");
        await Wait.UntilAsync(
            "the image's trouble",
            () => Task.FromResult((string?)Line(image)["reason"] is "ErrImagePull" or "ImagePullBackOff")
        );
        await UntilAsync(crash, "failed", "Error");
        await UntilAsync(gone, "failed", "JobRemoved");

        // The list names each with its stage and reason, and finds them by these.
        var rows = Told("pods")
            .Split('\n')
            .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row.Length > 4)
            .ToArray();
        Assert.Equal(
            ["crash failed Error", "gone failed JobRemoved", "held held JobHeld", "large idle NoSlotFits"],
            rows.Where(row => row[1] is "large" or "held" or "crash" or "gone").Select(row => $"{row[1]} {row[2]} {row[3]}")
        );
        Assert.Equal(
            ["default/crash", "default/gone"],
            Names(Told("pods", "--stage", "failed", "-o", "name")).Where(name => !name.Contains("image", StringComparison.Ordinal))
        );
        Assert.Equal(["default/held"], Names(Told("pods", "--reason", "JobHeld", "-o", "name")));

        // One pod is explained: what it means, whose problem it is, what to do.
        var explained = Told("pod", "default/large");
        Assert.Contains("0 of ", explained, StringComparison.Ordinal);
        Assert.Contains("memory", explained, StringComparison.Ordinal);
        Assert.Contains("docs/reasons.md#noslotfits", explained, StringComparison.Ordinal);
        Assert.Contains("disk check", Told("pod", jobs["held"]), StringComparison.Ordinal);
        Assert.Contains("UserRequest", Told("pod", "held"), StringComparison.Ordinal);
        Assert.Contains("made room", Told("pod", gone.Uid), StringComparison.Ordinal);
        Assert.Contains("cannot open /data", Told("logs", "crash"), StringComparison.Ordinal);

        // The history says how each came there. (A poll need not see the moment in which a job is idle.)
        AssertHistory(large, "why idle", "0 of ");
        AssertHistory(held, "job running", "started", "job held", "disk check");
        AssertHistory(image, "image not fetched", "registry.invalid");
        AssertHistory(crash, "started", "exit code 3");
        AssertHistory(gone, "job running", "started", "job removed", "made room");

        // The user reads the same words.
        await AssertUserReadsAsync(large, "NoSlotFits", "memory");
        await AssertUserReadsAsync(held, "JobHeld", "disk check");
        await AssertUserReadsAsync(image, (string)Line(image)["reason"]!, "registry.invalid");
        await AssertUserReadsAsync(crash, "Error", "");
        Assert.Equal(3, (await Calls.EndAsync(crash))["main"]);
        await AssertUserReadsAsync(gone, "JobRemoved", "made room");
    }

    private void AssertHistory(SentPod pod, params string[] own)
    {
        var history = Told("timeline", pod.Uid);
        string[] expected = ["create asked", "accepted", "job elected", .. own];
        Assert.Equal(expected, expected.Where(what => history.Contains(what, StringComparison.Ordinal)));
    }

    private async Task AssertUserReadsAsync(SentPod pod, string reason, string words)
    {
        var state = (await Calls.StatusAsync(pod))!["containers"]![0]!["state"]!;
        var told = state["waiting"] ?? state["terminated"]!;
        if (reason is "ErrImagePull" or "ImagePullBackOff") // these two alternate
            Assert.Contains((string?)told["reason"], (string[])["ErrImagePull", "ImagePullBackOff"]);
        else
            Assert.Equal(reason, (string?)told["reason"]);
        Assert.Contains(words, (string?)told["message"] ?? "", StringComparison.Ordinal);
    }

    private static string[] Names(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Requests(string memory) => new() { ["requests"] = new JsonObject { ["memory"] = memory } };
}
