using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A schedd whose administrator has taken the rules of docs/schedd-rules.md.</summary>
[Collection(PoolCollection.Name)]
public sealed class ScheddRulesSpecs(CondorPool pool)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_submit_after_its_dead_line_is_refused_as_such_whole_and_one_in_time_is_taken(bool spooled)
    {
        CondorIoOptions Way(CondorIoOptions options) =>
            (spooled ? PoolTestBed.Spooled(pool, options) : options) with
            {
                TagAttribute = "InterLinkPodUid",
            };
        using var rules = await ScheddRules.InForceAsync(pool);
        using var late = new PoolTestBed(pool, Way, new ClockAnHourBehind());
        using var inTime = new PoolTestBed(pool, Way);
        SubmitDescription[] three = [await late.Job("true"), await late.Job("true"), await late.Job("true")];
        Assert.All(
            await late.Room.Scheduler.SubmitAsync(three, default),
            result => Assert.Equal(CondorFailureKind.TooLate, result.Failure?.Kind)
        );
        Assert.Empty((await late.Room.Scheduler.FindAsync([.. three.Select(job => job.Tag)], HistoryReach.Whole, default)).Jobs);
        await inTime.Submitted(await inTime.Job("true"));
    }

    [Fact]
    public async Task A_job_of_ours_without_a_gate_is_refused_and_one_of_anybody_else_is_taken()
    {
        using var rules = await ScheddRules.InForceAsync(pool);
        var ours = $"+InterLinkPodUid = \"rules\"\n+InterLinkSubmitDeadline = {DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}\n";
        var refused = Submit(ours);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("InterLinkGate", refused.Stderr, StringComparison.Ordinal);
        Assert.Equal(0, Submit(ours + "hold = true\n").ExitCode);
        Assert.Equal(0, Submit("").ExitCode);
        pool.Tool("condor_rm", "-constraint", "Cmd == \"/bin/true\"");
    }

    private ShellResult Submit(string more)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"executable = /bin/true\n{more}queue\n");
        var answer = pool.Tool("condor_submit", "-terse", file);
        File.Delete(file);
        return answer;
    }

    private sealed class ClockAnHourBehind : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(-1);
    }
}
