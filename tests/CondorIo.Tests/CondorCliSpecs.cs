namespace HtcondorActors.CondorIo.Tests;

/// <summary>What holds of every call of a tool, without a pool.</summary>
public sealed class CondorCliSpecs : CondorCliTestBed
{
    [Fact]
    public async Task Without_the_tools_every_call_says_so()
    {
        var scheduler = Scheduler();

        Assert.Equal(CondorFailureKind.ToolMissing, (await scheduler.ListAsync(default)).Failure?.Kind);
        Assert.Equal(CondorFailureKind.ToolMissing, (await scheduler.SubmitAsync([Description(Tag)], default)).Single().Failure?.Kind);
        Assert.All(
            await scheduler.ReleaseAsync(BothJobs, default),
            result => Assert.Equal(CondorFailureKind.ToolMissing, result.Failure?.Kind)
        );
    }

    [Fact]
    public async Task Empty_lists_run_nothing()
    {
        var scheduler = Scheduler();

        Assert.Empty(await scheduler.SubmitAsync([], default));
        Assert.Empty(await scheduler.ReleaseAsync([], default));
        Assert.Empty(await scheduler.RemoveAsync([], default));
        Assert.Empty(await scheduler.FetchOutputAsync([], default));
        Assert.Equal(
            (0, null),
            (
                (await scheduler.FindAsync([], HistoryReach.Whole, default)).Jobs.Count,
                (await scheduler.FindAsync([], HistoryReach.Whole, default)).Failure
            )
        );
    }

    [Fact]
    public async Task A_remote_schedd_and_pool_are_named_to_every_tool()
    {
        string[] tools = ["condor_q", "condor_history", "condor_rm", "condor_qedit", "condor_transfer_data", "condor_submit"];
        foreach (var tool in tools)
            Fake.With(tool, "exit 0");
        var scheduler = Scheduler(options => options with { ScheddHost = "s@far", CollectorHost = "collector:9618" });

        await scheduler.FindAsync([Tag], HistoryReach.Whole, default);
        await scheduler.RemoveAsync([Tag], default);
        await scheduler.ReleaseAsync(BothJobs, default);
        await scheduler.FetchOutputAsync(BothJobIds, default);
        await scheduler.SubmitAsync([Description(Tag)], default);

        foreach (var call in tools.SelectMany(Fake.Calls))
            Assert.Equal(["-pool", "collector:9618", call.Contains("-remote") ? "-remote" : "-name", "s@far"], call[..4]);
        Assert.All(Fake.Calls("condor_q"), call => Assert.Contains("-allusers", call));
    }
}
