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

    /// <summary>A history of 400 MB is not read to its beginning, and no answer is longer than the jobs that were asked for need.</summary>
    [Theory]
    [InlineData(1, 1020)]
    [InlineData(3, 1060)]
    public async Task The_history_is_read_for_the_given_jobs_alone_down_to_a_known_job_and_to_a_limit(int jobs, int limit)
    {
        Fake.Replay("condor_q", "q-empty-id").Replay("condor_history", "h-empty");
        var tags = Enumerable.Range(0, jobs).Select(i => JobTag.Parse($"tag-{i}")).ToArray();

        await Scheduler().FindAsync(tags, HistoryReach.Whole, default);
        await Scheduler().FindAsync(tags, HistoryReach.BackTo("schedd#7.0#1"), default);

        var calls = Fake.Calls("condor_history");
        Assert.All(calls, call => Assert.Equal($"{limit}", After("-limit", call)));
        var asked = $"identicalMember(InterLinkTag,{{{string.Join(',', tags.Select(tag => $"\"{tag.Value}\""))}}})";
        Assert.All(calls, call => Assert.EndsWith(asked, After("-constraint", call), StringComparison.Ordinal));
        Assert.DoesNotContain("-since", calls[0]);
        Assert.Equal("GlobalJobId =?= \"schedd#7.0#1\"", After("-since", calls[1]));
    }

    private static string After(string option, string[] call) => call[Array.IndexOf(call, option) + 1];
}
