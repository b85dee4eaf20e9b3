using HtcondorActors.Cli;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>The limits and policies of a site, as HTCondor itself puts them into force: docs/hold-codes.md says which were provoked
/// so.</summary>
[Collection(PoolCollection.Name)]
public sealed class HoldCodeSpecs(StrictSite site) : IClassFixture<StrictSite>
{
    private SidecarCalls Calls => site.Calls;

    [Theory]
    [InlineData("unwanted", 21, "not on this node")]
    [InlineData("overdrawn", 26, "the account is overdrawn")]
    [InlineData("large-input", 32, "max total upload bytes exceeded")]
    [InlineData("short", 46, "exceeded allowed job duration")]
    public async Task What_a_policy_or_a_limit_holds_is_a_failed_pod_with_HTCondors_words_and_leaves_the_queue(
        string flavor,
        int code,
        string words
    )
    {
        var pod = new PodBody().Annotation("htcondor-job.vk.io/flavor", flavor).Container("main", "sleep 600");
        var job = await Calls.CreateAsync(pod);

        Assert.NotEqual(0, (await Calls.EndAsync(pod))["main"]);

        var message = (string)SidecarSpecs.State((await Calls.StatusAsync(pod))!, "main")["terminated"]!["message"]!;
        Assert.Contains(words, message, StringComparison.OrdinalIgnoreCase);
        await Wait.UntilAsync(
            "the job to leave the queue",
            () => Task.FromResult(site.Pool.Tool("condor_q", job, "-af", "ClusterId").Stdout.Length == 0)
        );
        // The schedd calls it so once the job is held no longer.
        Assert.Equal($"{code}", site.Pool.Tool("condor_history", job, "-af", "LastHoldReasonCode").Stdout.Trim());
    }

    [Fact]
    public async Task A_job_that_has_ended_but_whose_output_could_not_be_brought_back_has_ended_with_its_own_exit_code()
    {
        var pod = new PodBody()
            .Annotation("htcondor-job.vk.io/requirements", "TARGET.Machine == \"nowhere\"")
            .Container("main", "echo done; exit 4");
        var job = await Calls.CreateAsync(pod);
        foreach (var (attribute, value) in new[] { ("TransferOutput", "\"nowhere.dat\""), ("Requirements", "true") })
            Assert.Equal(0, site.Pool.Tool("condor_qedit", job, attribute, value).ExitCode);

        Assert.Equal(4, (await Calls.EndAsync(pod))["main"]);

        Assert.Equal("done\n", await Calls.LogsAsync(pod, "main"));
        await Wait.UntilAsync(
            "the job to leave the queue",
            () => Task.FromResult(site.Pool.Tool("condor_q", job, "-af", "ClusterId").Stdout.Length == 0)
        );
        Assert.Equal(
            "12 4 1",
            site.Pool.Tool("condor_history", job, "-af", "LastHoldReasonCode", "ExitCode", "NumJobStarts").Stdout.Trim()
        );
    }
}

/// <summary>A pool whose schedd and execute node have policies, and a sidecar whose flavors run into them.</summary>
public sealed class StrictSite(CondorPool pool) : SharedSidecar(pool)
{
    private string PolicyFile => Path.Combine(Pool.Folder, "etc", "config.d", "70-strict.conf");

    protected override string Config =>
        """
            Flavors:
              - {Name: unwanted, SubmitCommands: {+UnwantedHere: "true"}}
              - {Name: overdrawn, SubmitCommands: {+Overdrawn: "true"}}
              - {Name: large-input, SubmitCommands: {max_transfer_input_mb: 0}}
              - {Name: short, SubmitCommands: {allowed_job_duration: 2}}
            """;

    public override async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(
            PolicyFile,
            """
            SYSTEM_PERIODIC_HOLD = Overdrawn =?= true
            SYSTEM_PERIODIC_HOLD_REASON = "the account is overdrawn"
            SYSTEM_PERIODIC_HOLD_SUBCODE = 7
            PREEMPT = TARGET.UnwantedHere =?= true
            WANT_HOLD = TARGET.UnwantedHere =?= true
            WANT_HOLD_REASON = "not on this node"

            """
        );
        await ReconfigureAsync("Overdrawn");
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(PolicyFile);
        await ReconfigureAsync("");
    }

    private Task ReconfigureAsync(string policy)
    {
        Pool.Tool("condor_reconfig");
        return Wait.UntilAsync(
            "the schedd's policy",
            () =>
                Task.FromResult(
                    Pool.Tool("condor_config_val", "-schedd", "SYSTEM_PERIODIC_HOLD").Stdout.Contains(policy, StringComparison.Ordinal)
                )
        );
    }
}
