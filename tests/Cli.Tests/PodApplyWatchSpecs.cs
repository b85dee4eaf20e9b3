namespace HtcondorActors.Cli.Tests;

/// <summary><c>pod apply --watch</c>: states and logs are shown until the pod has ended.</summary>
public sealed class PodApplyWatchSpecs : PodCommandTestBed
{
    [Fact]
    public async Task Watching_shows_states_and_logs_once_each_and_ends_with_the_pod()
    {
        Says("c1=wait c2=wait", "i1=run");
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=run c2=exit:0", "i1=exit:0");
        Says("c1=exit:0 c2=exit:0", "i1=exit:0");
        Logs["i1"] = "one\ntwo\n";
        Logs["c1"] = "half a line";
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Equal("", Error);
        Assert.Equal(
            [
                "Pending",
                "i1   running",
                "i1 | one",
                "i1 | two",
                "c1   waiting Init:0/1",
                "c2   waiting Init:0/1",
                "i1   exit 0: m",
                "c1   running",
                "c2   running",
                "Running",
                "c2   exit 0: m",
                "c1 | half a line",
                "c1   exit 0: m",
                "Succeeded (Completed)",
            ],
            Shown,
            WatchLines
        );
    }

    [Fact]
    public async Task Watching_says_the_job_s_id_once_when_it_comes_after_the_create()
    {
        var answer = Sidecar.Answer;
        Sidecar.Answer = (path, body) =>
            path == "/create" ? (200, answer(path, body).Text.Replace("12.0", Uid, StringComparison.Ordinal)) : answer(path, body);
        Says("c1=run c2=run", "i1=exit:0");
        Says("c1=exit:0 c2=exit:0", "i1=exit:0");
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Single(Shown, line => line == "job 12.0");
    }

    [Fact]
    public async Task A_failed_pod_makes_watching_fail()
    {
        Says("c1=exit:0 c2=exit:3", "i1=exit:0");
        Assert.Equal(1, await RunAsync("apply", "--watch"));
        Assert.Contains("Failed (Error: 3)", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_outlives_a_sidecar_that_is_away_for_a_moment()
    {
        Says("c1=exit:0 c2=exit:0", "i1=exit:0");
        var answer = Sidecar.Answer;
        Sidecar.Answer = (path, body) => path == "/status" && Sidecar.To("/status").Count() < 3 ? (503, "starting") : answer(path, body);
        Assert.Equal(0, await RunAsync("apply", "--watch"));
        Assert.Equal(1, Error.Split("503 starting").Length - 1);
    }

    [Fact]
    public async Task Watching_ends_when_the_pod_is_deleted_elsewhere()
    {
        Says("c1=run c2=run", "i1=exit:0");
        Statuses.Enqueue("[]");
        Assert.Equal(1, await RunAsync("apply", "--watch"));
        Assert.Contains("does not know pod default/p1 any more", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_the_Virtual_Kubelet_would_misread_is_warned_about()
    {
        Says("c1=exit:0 c2=nocode", "i1=exit:0");
        await RunAsync("apply", "--watch");
        Assert.Contains("terminated without an exit code", Error, StringComparison.Ordinal);
    }

    /// <summary>What watching printed, without the times.</summary>
    private List<string> Shown => [.. Output.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line[9..])];

    private static bool WatchLines(string wanted, string shown) => wanted == shown.TrimEnd();
}
