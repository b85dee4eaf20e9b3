namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is made of the answers of <c>condor_rm</c> and <c>condor_release</c>, good and bad, without a pool.</summary>
public sealed class CondorActionSpecs : CondorCliTestBed
{
    [Theory]
    [InlineData("rm-gone")]
    [InlineData("rm-unknown")]
    [InlineData("rm-again")]
    [InlineData("rm-constraint-none")]
    [InlineData("v25-rm-unknown")]
    public async Task Removing_what_the_queue_does_not_have_is_success(string fixture)
    {
        Fake.Replay("condor_rm", fixture).Replay("condor_q", "q-empty-id");

        Assert.All(await Scheduler().RemoveAsync([Tag, Other], default), result => Assert.Null(result.Failure));
        Assert.All(await Scheduler().RemoveJobsAsync(BothJobs, default), result => Assert.Null(result.Failure));
    }

    [Theory]
    [InlineData("rm-schedd-down", "q-schedd-down")]
    [InlineData("rm-noauth-method", "q-noauth-method")]
    public async Task A_removal_that_nobody_can_check_is_a_failure(string rm, string q)
    {
        Fake.Replay("condor_rm", rm).Replay("condor_q", q);

        Assert.All(
            await Scheduler().RemoveAsync([Tag, Other], default),
            result => Assert.Equal((CondorFailureKind.Failed, "condor_rm"), (result.Failure?.Kind, result.Failure?.Program))
        );
    }

    [Fact]
    public async Task A_refused_removal_fails_for_those_jobs_that_are_still_there()
    {
        Fake.Replay("condor_rm", "rm-unauth").With("condor_q", $"echo '[{AdOfTag.Replace("STATUS", "2", StringComparison.Ordinal)}]'");

        var results = await Scheduler().RemoveJobsAsync(BothJobs, default);

        Assert.Equal([CondorFailureKind.Failed, null], results.Select(result => result.Failure?.Kind));
    }

    [Theory]
    [InlineData(5, CondorFailureKind.Failed)]
    [InlineData(1, null)]
    public async Task A_refused_release_fails_for_a_job_that_is_still_gated(int status, CondorFailureKind? expected)
    {
        Fake.With("condor_release", "exit 1")
            .With("condor_q", $"echo '[{AdOfTag.Replace("STATUS", status.ToString((IFormatProvider?)null), StringComparison.Ordinal)}]'");

        Assert.Equal(expected, (await Scheduler().ReleaseAsync(BothJobs, default))[0].Failure?.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(60)]
    [InlineData(200)]
    public async Task A_thousand_jobs_are_acted_on_with_two_processes(int? schedd)
    {
        Fake.With("condor_rm", "exit 0");
        var longest = new string('x', 120);
        string? NameOf(int cluster) => schedd is { } length ? $"{new string('s', length)}#1234{cluster}.0#1700000000" : null;

        var results = await Scheduler()
            .RemoveJobsAsync(
                [.. Enumerable.Range(0, 1000).Select(i => new JobKey(JobTag.Parse(longest + i), new JobId(i, 0), NameOf(i)))],
                default
            );

        Assert.Equal(1000, results.Count(result => result.Failure is null));
        Assert.Equal(2, Fake.Calls("condor_rm").Count);
    }
}
