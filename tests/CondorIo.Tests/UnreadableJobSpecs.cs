using System.Text;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A tool that says what no schedd says. Nothing is concluded from such an ad: the job is neither seen nor gone.</summary>
public sealed class UnreadableJobSpecs : IDisposable
{
    private const string Good = """
        {"ClusterId": 7, "ProcId": 0, "JobStatus": 2, "ExitCode": 0, "ExitSignal": 9, "HoldReasonCode": 1, "NumJobStarts": 1,
         "JobStartDate": 1795451237, "JobCurrentStartDate": 1795451237, "CompletionDate": 0,
         "EnteredCurrentStatus": 1795451237, "HoldReasonSubCode": -7, "NumHoldsByReason": {"JobPolicy": 1}, "InterLinkGo": true,
         "GlobalJobId": "schedd@pool#7.0#1795451237",
         "InterLinkTag": "tag-a", "InterLinkInstance": "me", "InterLinkAttempt": 1}
        """;

    private static readonly JobTag Tag = JobTag.Parse("tag-a");
    private static readonly JobTag Other = JobTag.Parse("tag-b");

    private readonly FakeCondor _fake = new();
    private readonly Room _room;

    public UnreadableJobSpecs() => _room = new Room(_fake.Environment, options => options with { Instance = "me" });

    public void Dispose()
    {
        _room.Dispose();
        _fake.Dispose();
    }

    public static TheoryData<string, string> OddNumbers()
    {
        (string Attribute, string Was)[] numbers =
        [
            ("ClusterId", "7"),
            ("ProcId", "0"),
            ("JobStatus", "2"),
            ("ExitCode", "0"),
            ("ExitSignal", "9"),
            ("HoldReasonCode", "1"),
            ("NumJobStarts", "1"),
            ("JobStartDate", "1795451237"),
            ("JobCurrentStartDate", "1795451237"),
            ("CompletionDate", "0"),
            ("EnteredCurrentStatus", "1795451237"),
            ("InterLinkAttempt", "1"),
            ("JobPolicy", "1"),
        ];
        string[] odd =
        [
            "-7",
            "-1",
            "1e400",
            "-1e400",
            "9223372036854775808",
            "4294967296",
            "0.5",
            "\"7\"",
            "\"undefined\"",
            "\"\\/Expr(x)\\/\"",
            "true",
            "[1]",
            "{\"a\": 1}",
        ];
        var all = new TheoryData<string, string>();
        foreach (var (attribute, was) in numbers)
        foreach (var value in odd)
            all.Add(attribute, Good.Replace($"\"{attribute}\": {was}", $"\"{attribute}\": {value}", StringComparison.Ordinal));
        return all;
    }

    [Fact]
    public void A_good_ad_is_read()
    {
        var (jobs, unreadable) = Read($"[{Good}]");

        Assert.Empty(unreadable);
        var job = Assert.Single(jobs);
        Assert.Equal((new JobId(7, 0), -7, 1), (job.Id, job.HoldReasonSubCode, job.HoldsByItself));
    }

    [Theory]
    [MemberData(nameof(OddNumbers))]
    public void A_number_outside_its_range_or_of_another_type_makes_the_ad_unreadable(string attribute, string ad)
    {
        var (jobs, unreadable) = Read($"[{ad}]");

        Assert.Empty(jobs);
        var one = Assert.Single(unreadable);
        Assert.Equal(attribute == "JobPolicy" ? "NumHoldsByReason" : attribute, one.Attribute);
        Assert.Equal(attribute is "ClusterId" or "ProcId" ? null : new JobId(7, 0), one.Id);
        Assert.Equal("tag-a", one.Tag?.Value);
    }

    [Theory]
    [InlineData("\"ClusterId\": 7", "\"ClusterId\": 0")]
    [InlineData("\"JobStatus\": 2", "\"JobStatus\": 11")]
    [InlineData("\"JobStatus\": 2", "\"Job\": 2")]
    [InlineData("\"JobStatus\": 2", "\"JobStatus\": 2, \"JobStatus\": 4")]
    [InlineData("\"ProcId\": 0", "\"Proc\": 0")]
    [InlineData("\"ExitCode\": 0", "\"ExitCode\": 256")]
    [InlineData("\"ExitSignal\": 9", "\"ExitSignal\": 65")]
    [InlineData("\"JobStartDate\": 1795451237", "\"JobStartDate\": 7")]
    [InlineData("\"JobStartDate\": 1795451237", "\"JobStartDate\": 4102444800")]
    [InlineData("\"InterLinkAttempt\": 1", "\"InterLinkAttempt\": 0")]
    [InlineData("\"InterLinkGo\": true", "\"InterLinkGo\": 0")]
    [InlineData("\"InterLinkGo\": true", "\"InterLinkGo\": \"true\"")]
    [InlineData("{\"JobPolicy\": 1}", "{\"JobPolicy\": 2147483647, \"Other\": 2147483647}")]
    [InlineData("{\"JobPolicy\": 1}", "7")]
    [InlineData("tag-a", "../a")]
    [InlineData("tag-a", "a\\u0000b")]
    [InlineData("\"tag-a\"", "7")]
    [InlineData("\"me\"", "[\"me\"]")]
    [InlineData("#7.0#", "#8.0#")]
    [InlineData("#7.0#", "#-7.0#")]
    [InlineData("#7.0#", "#")]
    [InlineData("schedd@pool#", "schedd\\u202epool#")]
    public void So_do_values_that_no_schedd_writes(string was, string value)
    {
        var (jobs, unreadable) = Read($"[{Good.Replace(was, value, StringComparison.Ordinal)}]");

        Assert.Empty(jobs);
        Assert.Single(unreadable);
    }

    [Fact]
    public void The_other_jobs_of_the_answer_are_read()
    {
        var (jobs, unreadable) = Read($"[{Good}, {Good.Replace(": 7", ": -7", StringComparison.Ordinal)}, {Job(9)}]");

        Assert.Equal([new JobId(7, 0), new JobId(9, 0)], jobs.Select(job => job.Id));
        Assert.Null(Assert.Single(unreadable).Id);
    }

    [Fact]
    public void A_list_in_a_list_in_a_list_hides_no_other_job()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000));
        var (jobs, unreadable) = Read($"[{Good.Replace("\"ExitCode\": 0", $"\"ExitCode\": {deep}", StringComparison.Ordinal)}, {Job(9)}]");

        Assert.Equal(new JobId(9, 0), Assert.Single(jobs).Id);
        Assert.Equal("ExitCode", Assert.Single(unreadable).Attribute);
    }

    [Fact]
    public void Two_ads_of_one_job_that_differ_are_both_not_believed()
    {
        var (jobs, unreadable) = Read($"[{Job(7)}, {Job(8)}, {Job(7, status: 4)}]");

        Assert.Equal(new JobId(8, 0), Assert.Single(jobs).Id);
        Assert.Equal(new JobId(7, 0), Assert.Single(unreadable).Id);
    }

    [Fact]
    public void The_same_ad_twice_is_one_job()
    {
        var (jobs, unreadable) = Read($"[{Job(8)}, {Job(7)}, {Job(7)}]");

        Assert.Equal([8, 7], jobs.Select(job => job.Id.Cluster));
        Assert.Empty(unreadable);
    }

    [Fact]
    public void Words_for_people_are_cut_and_have_nothing_that_hides()
    {
        var words = $"\"LastRejMatchReason\": \"slot1@a\\u0007\\u202eb\", \"HoldReason\": \"{new string('x', 100_000)}\"";
        var job = Assert.Single(Read($"[{Job(7).Replace("}", $", {words}}}", StringComparison.Ordinal)}]").Jobs);

        Assert.Equal("slot1@a ?b", job.RejectReason);
        Assert.Equal(2000, job.HoldReason!.Length);
    }

    [Fact]
    public async Task A_look_names_what_it_could_not_read_and_does_not_take_another_pods_job_for_an_answer()
    {
        Queue(Job(7, status: -7), Job(8, tag: "tag-of-another"));

        var look = await _room.Scheduler.FindAsync([Tag], HistoryReach.None, default);

        Assert.Empty(look.Jobs);
        Assert.Equal([new JobId(7, 0), new JobId(8, 0)], look.Unreadable.Select(job => job.Id!.Value).Order());
        Assert.All(look.Unreadable, job => Assert.True(job.MayBeOf(Tag)));
    }

    [Fact]
    public async Task What_the_queue_has_of_a_job_counts_before_the_history_also_when_it_cannot_be_read()
    {
        Queue(Job(7, status: -7), Job(8));
        _fake.With("condor_history", $"echo '[{Job(7, status: 3)}, {Job(8, status: -7)}]'");

        var look = await _room.Scheduler.FindAsync([Tag], HistoryReach.Whole, default);

        Assert.Equal(new JobId(8, 0), Assert.Single(look.Jobs).Id);
        Assert.Equal(new JobId(7, 0), Assert.Single(look.Unreadable).Id);
    }

    [Fact]
    public async Task A_job_that_cannot_be_read_is_not_known_to_be_removed()
    {
        Queue(Job(7, status: -7));
        _fake.With("condor_rm", "exit 1");

        Assert.NotNull(Assert.Single(await _room.Scheduler.RemoveAsync([Tag], default)).Failure);
        Assert.NotNull(Assert.Single(await _room.Scheduler.RemoveJobsAsync([(Tag, new JobId(7, 0))], default)).Failure);
        Assert.Null(Assert.Single(await _room.Scheduler.RemoveJobsAsync([(Tag, new JobId(9, 0))], default)).Failure);
    }

    [Fact]
    public async Task A_failed_submit_is_not_repeated_for_a_job_that_may_be_there()
    {
        Queue(Job(7, status: -7));
        _fake.With("condor_submit", "exit 1");

        var results = await _room.Scheduler.SubmitAsync([Jobs.Plain with { Tag = Tag }, Jobs.Plain with { Tag = Other }], default);

        Assert.Equal([CondorFailureKind.Unreadable, CondorFailureKind.Failed], results.Select(result => result.Failure?.Kind));
        Assert.Equal(2, _fake.Calls("condor_submit").Count); // both, and the other one alone
    }

    [Theory]
    [InlineData("0.0 - 0.1")]
    [InlineData("-7.0 - -7.1")]
    [InlineData("7.0 - 7.0")]
    [InlineData("7.0 - 7.2147483647")]
    [InlineData("7.0 - 7.0\n7.0 - 7.0")]
    [InlineData("8.0 - 8.0\n7.0 - 7.0")]
    [InlineData("\u0667.0 - \u0667.1")]
    public void Ids_of_a_submit_that_cannot_be_are_none(string output) =>
        Assert.Throws<FormatException>(() => CondorOutput.JobIds(Encoding.UTF8.GetBytes(output), expected: 2));

    [Theory]
    [InlineData("-7.0")]
    [InlineData("0.0")]
    [InlineData("7.-1")]
    [InlineData("7.0.0")]
    [InlineData("4294967296.0")]
    [InlineData("\u0667.0")]
    [InlineData(" 7.0")]
    public void An_id_that_cannot_be_is_none(string text) => Assert.False(JobId.TryParse(text, out _));

    private static string Job(int cluster, int status = 2, string tag = "tag-a") =>
        $$"""{"ClusterId": {{cluster}}, "ProcId": 0, "JobStatus": {{status}}, "InterLinkTag": "{{tag}}", "InterLinkInstance": "me", """
        + """ "InterLinkAttempt": 1}""";

    private void Queue(params string[] ads) => _fake.With("condor_q", $"echo '[{string.Join(',', ads)}]'");

    private static (IReadOnlyList<JobAd> Jobs, IReadOnlyList<UnreadableJob> Unreadable) Read(string json)
    {
        var reader = new JobAdReader(
            new CondorIoOptions
            {
                DataRootFolder = "/tmp",
                Instance = "me",
                TagAttribute = "InterLinkTag",
            },
            fromHistory: false
        );
        reader.Take(Encoding.UTF8.GetBytes(json));
        return (reader.End(), reader.Unreadable);
    }
}
