namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is made of the answers of <c>condor_q</c> and <c>condor_history</c>, good and bad, without a pool.</summary>
public sealed class CondorQuerySpecs : CondorCliTestBed
{
    [Theory]
    [InlineData("q-schedd-down")]
    [InlineData("q-schedd-frozen")]
    [InlineData("q-collector-down")]
    [InlineData("q-badconstraint")]
    [InlineData("q-noauth-method")]
    [InlineData("q-noconfig")]
    [InlineData("q-jsonl")]
    public async Task A_queue_that_cannot_be_asked_says_nothing_about_any_job(string fixture)
    {
        Fake.Replay("condor_q", fixture);

        foreach (
            var query in new[] { await Scheduler().ListAsync(default), await Scheduler().FindAsync([Tag], HistoryReach.Whole, default) }
        )
        {
            Assert.Equal((CondorFailureKind.Failed, 1, "condor_q"), (query.Failure?.Kind, query.Failure?.ExitCode, query.Failure?.Program));
            Assert.Empty(query.Jobs);
        }
        Assert.Empty(Fake.Calls("condor_history"));
    }

    [Theory]
    [InlineData("q-empty-id")]
    [InlineData("q-empty-constraint")]
    [InlineData("v25-q-empty")]
    public async Task A_queue_that_answers_with_nothing_has_no_job(string fixture)
    {
        Fake.Replay("condor_q", fixture).Replay("condor_history", "h-empty");

        var query = await Scheduler().FindAsync([Tag], HistoryReach.Whole, default);

        Assert.Null(query.Failure);
        Assert.Empty(query.Jobs);
    }

    [Theory]
    [InlineData("echo 'Segmentation fault'")]
    [InlineData("echo '[{\"ClusterId\": 1, '")]
    [InlineData("echo '{\"ClusterId\": 1}'")]
    [InlineData("head -c 100000 /dev/urandom")]
    public async Task Garbage_with_exit_0_is_no_answer(string script)
    {
        Fake.With("condor_q", script);

        var query = await Scheduler().ListAsync(default);

        Assert.Equal(CondorFailureKind.Unreadable, query.Failure?.Kind);
        Assert.Empty(query.Jobs);
    }

    [Fact]
    public async Task A_job_that_the_history_cannot_be_asked_about_is_not_known_to_be_gone()
    {
        Fake.Replay("condor_q", "q-empty-id").With("condor_history", "exit 1");

        Assert.NotNull((await Scheduler().FindAsync([Tag], HistoryReach.Whole, default)).Failure);
    }

    [Fact]
    public async Task A_history_that_was_cut_off_is_no_answer()
    {
        var record = AdOfTag
            .Replace("STATUS", "3", StringComparison.Ordinal)
            .Replace("\"ClusterId\": 1", "\"ClusterId\": N", StringComparison.Ordinal);
        Fake.Replay("condor_q", "q-empty-id")
            .With(
                "condor_history",
                $"echo '['; i=1; while [ $i -le 1020 ]; do echo '{record},' | sed s/N/$i/; i=$((i+1)); done | sed '$ s/,$//'; echo ']'"
            );

        Assert.Equal(CondorFailureKind.Unreadable, (await Scheduler().FindAsync([Tag], HistoryReach.Whole, default)).Failure?.Kind);
    }

    [Fact]
    public async Task A_job_in_queue_and_history_is_given_as_the_queue_has_it()
    {
        Fake.With("condor_q", $"echo '[{AdOfTag.Replace("STATUS", "4", StringComparison.Ordinal)}]'")
            .With("condor_history", $"echo '[{AdOfTag.Replace("STATUS", "3", StringComparison.Ordinal)}]'");

        var job = Assert.Single((await Scheduler().FindAsync([Tag, Tag], HistoryReach.Whole, default)).Jobs);

        Assert.Equal((JobStatus.Completed, false), (job.Status, job.FromHistory));
    }

    [Fact]
    public async Task Two_jobs_that_were_given_one_id_are_both_found()
    {
        // The schedd's queue was lost in between.
        static string Job(string tag, int queued) =>
            $$"""{ "ClusterId": 1, "ProcId": 0, "JobStatus": """
            + $$"""4, "GlobalJobId": "schedd#1.0#{{queued}}", "InterLinkTag": "{{tag}}", "InterLinkInstance": "me" }""";
        Fake.With("condor_q", "true").With("condor_history", $"echo '[{Job("tag-b", 200)},{Job("tag-a", 100)}]'");

        var found = await Scheduler(options => options with { Instance = "me" }).FindAsync([Tag, Other], HistoryReach.Whole, default);

        Assert.Equal(["schedd#1.0#100", "schedd#1.0#200"], found.Jobs.Select(ad => ad.GlobalJobId).Order());
    }
}
