using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Cli.Operators;
using HtcondorActors.Http.Admin;
using HtcondorActors.TestPool;

namespace HtcondorActors.Cli.Tests;

/// <summary>The list of pods, as an operator types it.</summary>
public sealed class PodsCommandSpecs : OperatorTestBed
{
    [Fact]
    public async Task The_table_has_a_line_for_each_pod()
    {
        Fill();
        Assert.Equal(0, await TypeAsync("pods"));
        Assert.Equal("NAMESPACE   NAME   STAGE     REASON                         SINCE   JOB   RESTARTS   READY", Lines[0]);
        Assert.Equal("default     bad    held      JobHeld (TransferInputError)   15m     7.0   2          0/1", Lines[1]);
        Assert.Equal("physics     good   running   Running                        3h2m    8.0   0          1/1", Lines[2]);
        Assert.Equal("", Error);
    }

    [Fact]
    public async Task The_wide_table_also_has_what_the_pod_asks_for_and_the_message()
    {
        Fill();
        Assert.Equal(0, await TypeAsync("pods", "-o", "wide", "-n", "default"));
        Assert.EndsWith(
            "UID                                    CPU   MEM   GPU   HOST   NEXT TRY   MESSAGE",
            Lines[0],
            StringComparison.Ordinal
        );
        Assert.EndsWith("4     2Gi   0     -      in 90m     cannot fetch /x", Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_message_is_cut_in_the_wide_table()
    {
        Pods.Add(1, "default", "long", pod => pod with { Message = new string('w', 300) });
        Assert.Equal(0, await TypeAsync("pods", "-o", "wide"));
        Assert.EndsWith("   " + new string('w', 80) + "...", Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_counts_the_pods_of_each_stage_and_reason()
    {
        Fill();
        Pods.Add(9, "physics", "better");
        Assert.Equal(0, await TypeAsync("pods", "--summary"));
        Assert.Equal(
            [
                "STAGE     REASON                         PODS",
                "running   Running                        2",
                "held      JobHeld (TransferInputError)   1",
                "*         *                              3",
            ],
            Lines
        );
        Assert.Equal(2, await TypeAsync("pods", "--summary", "-o", "json"));
    }

    [Theory]
    [InlineData("default/bad", "--hold", "TransferInputError")]
    [InlineData("physics/good", "--stage", "running,idle")]
    [InlineData("default/bad", "--reason", "JobHeld", "--reason", "JobIdle")]
    [InlineData("physics/good", "--older-than", "1h")]
    [InlineData("physics/good", "oo")]
    [InlineData("default/bad physics/good", "-A", "-n", "other")]
    [InlineData("physics/good default/bad", "--sort=-namespace", "--sort=since")]
    public async Task Filters_are_those_of_the_server(string expected, params string[] options)
    {
        Fill();
        if (options.Contains("--sort=since"))
            options = ["--sort=since"];
        Assert.Equal(0, await TypeAsync(["pods", "-o", "name", .. options]));
        Assert.Equal(expected, string.Join(' ', Lines));
    }

    [Fact]
    public async Task JSON_has_all_pages_in_one_list()
    {
        for (var i = 0; i < 4500; i++)
            Pods.Add(i, "default", $"p{i:D4}");
        Assert.Equal(0, await TypeAsync("pods", "-o", "json"));
        var list = JsonSerializer.Deserialize(Output, AdminJson.Wire.PodList)!;
        Assert.Equal(Enumerable.Range(0, 4500).Select(i => $"p{i:D4}"), list.Items.Select(pod => pod.Name));
        Assert.NotNull(list.AsOf);
    }

    [Fact]
    public async Task YAML_has_the_same_members()
    {
        Pods.Add(1, "default", "yes", pod => pod with { Message = "line: one", JobId = "1.0" });
        Assert.Equal(0, await TypeAsync("pods", "-o", "yaml"));
        Assert.Contains(
            "items:\n- uid: \"5d6a8f0e-0000-4000-8000-000000000001\"\n  namespace: default\n  name: \"yes\"\n  stage: running\n",
            Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\n  message: \"line: one\"\n", Output, StringComparison.Ordinal);
        Assert.Contains("\n  jobId: \"1.0\"\n", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_schedd_is_said()
    {
        Fill();
        Pods.QueueTrouble = "condor_q: time limit";
        Assert.Equal(0, await TypeAsync("pods"));
        Assert.Equal("warning: as of 2026-01-31T12:00:00Z; the schedd has not answered since: condor_q: time limit\n", Error);
    }

    [Fact]
    public async Task No_pod_and_no_match_are_different_words()
    {
        Assert.Equal(0, await TypeAsync("pods"));
        Assert.Equal(0, await TypeAsync("pods", "-n", "x"));
        Assert.Equal("There are no pods.\nNo pod matches.\n", Error);
        Assert.Equal("", Output);
    }

    [Fact]
    public async Task A_watch_prints_what_changes_and_who_leaves()
    {
        Fill();
        using var stop = new CancellationTokenSource();
        var watching = TypeAsync(stop.Token, "pods", "-w", "--no-headers");
        await UntilAsync(() => Lines.Length == 2);
        Pods.Add(8, "physics", "good", pod => pod with { Stage = PodStage.Ending });
        await UntilAsync(() => Lines.Length == 3);
        Assert.StartsWith("physics   good   ending", Lines[2], StringComparison.Ordinal);
        Pods.All.Remove(Pods.All.Values.Single(pod => pod.Name == "bad").Uid);
        await UntilAsync(() => Error.Contains("default/bad is no longer in the list", StringComparison.Ordinal));
        await stop.CancelAsync();
        Assert.Equal(130, await watching);
    }

    [Fact]
    public async Task A_watch_says_of_no_pod_that_it_left_while_pods_may_be_missing()
    {
        Fill();
        using var stop = new CancellationTokenSource();
        var watching = TypeAsync(stop.Token, "pods", "-w", "--no-headers");
        await UntilAsync(() => Lines.Length == 2);
        Pods.Unread = 1;
        Pods.All.Remove(Pods.All.Values.Single(pod => pod.Name == "bad").Uid);
        var reads = Pods.Reads;
        await UntilAsync(() => Pods.Reads > reads + 2);
        Assert.DoesNotContain("no longer", Error, StringComparison.Ordinal);
        Pods.Unread = 0;
        await UntilAsync(() => Error.Contains("default/bad is no longer in the list", StringComparison.Ordinal));
        await stop.CancelAsync();
        Assert.Equal(130, await watching);
    }

    [Fact]
    public async Task A_watch_ends_when_nobody_reads_it_any_more()
    {
        Fill();
        const string typed = """timeout 40 "$0" pods -w --no-headers --config "$1" | head -n 1; echo "${PIPESTATUS[0]}" """;
        var watching = Task.Run(() => Shell.Run("bash", ["-c", typed, Path.Combine(AppContext.BaseDirectory, "htcondor-sidecar"), Config]));
        for (var restarts = 1; !watching.IsCompleted; restarts++)
        {
            Pods.Add(8, "physics", "good", pod => pod with { Restarts = restarts });
            await Task.WhenAny(watching, Task.Delay(100));
        }
        Assert.EndsWith("\n141\n", (await watching).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_names_the_orders_that_the_server_has() => Assert.Equal(PodOrder.Names, PodFields.Sorts);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(10, limit.Token);
    }

    private void Fill()
    {
        var now = TimeProvider.System.GetUtcNow();
        Pods.Add(
            7,
            "default",
            "bad",
            pod =>
                pod with
                {
                    Stage = PodStage.Held,
                    Reason = PodReasons.JobHeld,
                    Owner = ReasonOwner.Site,
                    Remedy = "Repair the path.",
                    Hold = "TransferInputError",
                    Message = "cannot fetch\n/x",
                    Since = now.AddSeconds(-930),
                    NextTryAt = now.AddMinutes(90.5),
                    Restarts = 2,
                    Cpus = 4,
                    MemoryMiB = 2048,
                }
        );
        Pods.Add(8, "physics", "good", pod => pod with { Since = now.AddMinutes(-182.5), ReadyContainers = 1 });
    }

    [Fact]
    public async Task A_list_of_a_sidecar_that_still_reads_its_journal_warns_of_the_pods_that_are_missing()
    {
        Pods.Add(1, "default", "one");
        Pods.Unread = 3;
        Assert.Equal(0, await TypeAsync("pods"));
        Assert.Contains(
            "warning: 3 pods may be missing: not read from the journal since the sidecar's start",
            Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_pod_whose_names_are_not_known_is_named_by_its_UID()
    {
        var pod = Pods.Add(1, "", "");
        Assert.Equal(0, await TypeAsync("pods", "-o", "name"));
        Assert.Equal(pod.Uid.Value, Assert.Single(Lines));
    }
}
