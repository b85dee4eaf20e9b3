using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

public sealed class CondorOutputSpecs
{
    private static readonly CondorIoOptions Options = new()
    {
        DataRootFolder = "/tmp",
        Instance = "me",
        TagAttribute = "InterLinkPodUid",
    };

    [Fact]
    public void Jobs_in_every_state_are_read_from_a_real_queue()
    {
        var jobs = Read("q-states").DistinctBy(job => job.Tag).ToDictionary(job => job.Tag!.Value);

        Assert.Equal(JobStatus.Idle, jobs["uid-idle"].Status);
        Assert.Equal(
            (null, null, false, false),
            (jobs["uid-idle"].ExitCode, jobs["uid-idle"].StartedAt, jobs["uid-idle"].EverStarted, jobs["uid-idle"].IsGated)
        );
        Assert.Equal((JobStatus.Running, true), (jobs["uid-run"].Status, jobs["uid-run"].EverStarted));
        Assert.Equal(
            (JobStatus.Held, 15, null, true),
            (jobs["uid-held"].Status, jobs["uid-held"].HoldReasonCode, jobs["uid-held"].HoldReasonSubCode, jobs["uid-held"].IsGated)
        );
        var done = jobs["uid-done"];
        Assert.Equal(
            (JobStatus.Completed, 7, null, true),
            (done.Status, done.ExitCode, done.ExitSignal, done.CompletedAt > done.FirstStartedAt - TimeSpan.FromSeconds(1))
        );
    }

    [Fact]
    public void Hold_reasons_and_suspended_jobs_are_read()
    {
        var jobs = Read("q-all-states-2");

        Assert.Contains(jobs, job => job.Status == JobStatus.Suspended);
        Assert.Contains(jobs, job => job is { Status: JobStatus.Held, HoldReasonCode: 7, HoldReasonSubCode: 2, HoldReason: not null });
        Assert.DoesNotContain(jobs, job => job.Status == JobStatus.Unknown);
    }

    [Theory]
    [InlineData("h-quick")]
    [InlineData("h-removed")]
    public void Past_jobs_are_read_from_a_real_history(string fixture) =>
        Assert.All(
            Read(fixture, fromHistory: true),
            job => Assert.True(job.FromHistory && job.Status is JobStatus.Completed or JobStatus.Removed)
        );

    [Fact]
    public void The_slot_of_a_job_and_what_it_has_used_are_read_from_a_real_queue_and_history()
    {
        var job = Read("q-usage").Single();
        Assert.Equal(("slot1_1@pool.test", 4, 5), (job.SlotHost, job.UsedCpuSeconds, job.UsedMemoryMiB));
        var past = Read("h-usage", fromHistory: true).Single();
        Assert.Equal(("slot1_1@pool.test", 4, 5), (past.SlotHost, past.UsedCpuSeconds, past.UsedMemoryMiB));
        var idle = Read("q-states").First(each => each.Tag?.Value == "uid-idle");
        Assert.Equal((null, null, null), (idle.SlotHost, idle.UsedCpuSeconds, idle.UsedMemoryMiB));
    }

    [Theory]
    [InlineData("\"RemoteUserCpu\": 3600.0, \"RemoteSysCpu\": 60.0", 3660L, null)]
    [InlineData("\"RemoteSysCpu\": 0.0", 0L, null)]
    [InlineData("\"MemoryUsage\": 700, \"ResidentSetSize\": 1", null, 700L)]
    [InlineData("\"MemoryUsage\": \"x\", \"ResidentSetSize\": 1025", null, 2L)]
    [InlineData("\"MemoryUsage\": -1, \"ResidentSetSize\": 1e300", null, null)]
    [InlineData("\"RemoteUserCpu\": true, \"RemoteSysCpu\": -0.5", null, null)]
    [InlineData("\"RemoteUserCpu\": [[1]], \"MemoryUsage\": {\"a\": [2]}", null, null)]
    public void Usage_that_is_odd_is_unknown_and_hides_no_job(string attributes, long? cpuSeconds, long? memoryMiB)
    {
        var job = Parse($"[{{\"ClusterId\": 1, \"ProcId\": 0, \"JobStatus\": 2, {attributes}, \"RemoteHost\": 7}}]").Single();
        Assert.Equal((cpuSeconds, memoryMiB, null), (job.UsedCpuSeconds, job.UsedMemoryMiB, job.SlotHost));
    }

    [Fact]
    public void Jobs_on_one_slot_share_its_name()
    {
        const string Ads = """
            [{"ClusterId": 1, "ProcId": 0, "JobStatus": 4, "LastRemoteHost": "slot1@a"},
             {"ClusterId": 2, "ProcId": 0, "JobStatus": 2, "RemoteHost": "slot1@b", "LastRemoteHost": "slot1@a"},
             {"ClusterId": 3, "ProcId": 0, "JobStatus": 4, "LastRemoteHost": "slot1@a"}]
            """;
        var jobs = Parse(Ads);
        Assert.Equal(["slot1@a", "slot1@b", "slot1@a"], jobs.Select(job => job.SlotHost));
        Assert.Same(jobs[0].SlotHost, jobs[2].SlotHost);
    }

    [Theory]
    [InlineData("q-empty-constraint")]
    [InlineData("q-empty-id")]
    [InlineData("h-empty")]
    [InlineData("h-empty-limit")]
    [InlineData("v25-h-empty")]
    public void No_match_is_an_empty_list(string fixture) => Assert.Empty(Read(fixture));

    [Fact]
    public void What_is_undefined_or_zero_is_not_there()
    {
        const string ad = """{"ClusterId": 1, "ProcId": 2, "JobStatus": 1, "ExitSignal": 0, "HoldReasonCode": null, "CompletionDate": 0}""";
        var job = Parse($"[{ad}]").Single();

        Assert.Equal(new JobAd { Id = new JobId(1, 2), Status = JobStatus.Idle }, job);
    }

    [Fact]
    public void A_hold_reason_that_is_not_UTF8_does_not_hide_the_jobs()
    {
        byte[] output = [.. "[{\"ClusterId\": 1, \"ProcId\": 0, \"JobStatus\": 5, \"HoldReason\": \"bad \xFF\"}]".Select(c => (byte)c)];

        Assert.Equal("bad ?", Jobs(output).Single().HoldReason);
    }

    [Theory]
    [InlineData("q-states", 1)]
    [InlineData("q-states", 7)]
    [InlineData("q-all-states-2", 64)]
    [InlineData("h-quick", 1000)]
    public void An_answer_that_comes_in_pieces_is_read_as_one_that_comes_at_once(string fixture, int length)
    {
        var output = File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "htcondor", fixture + ".stdout"));
        var reader = new JobAdReader(Options, fromHistory: false);
        foreach (var block in output.Chunk(length))
            reader.Take(block);
        Assert.Equal(Read(fixture), reader.End());
    }

    [Theory]
    [InlineData("[{\"ClusterId\": 1, \"ProcId\": 0}")]
    [InlineData("{\"ClusterId\": 1, \"ProcId\": 0}")]
    [InlineData("[1]")]
    [InlineData("-- Failed to fetch ads from: <127.0.0.1:9618>")]
    public void What_is_no_list_of_ads_is_said_in_the_same_words_whatever_it_is(string output)
    {
        var fault = Assert.Throws<FormatException>(() => Parse(output));
        Assert.Equal("the answer is not a JSON array of job ads", fault.Message);
    }

    [Fact]
    public void Numbers_in_other_lists_are_no_holds()
    {
        var job = Parse(
                """[{"ClusterId": 1, "ProcId": 0, "NumHoldsByReason": {"UserRequest": 5, "JobPolicy": 2}, "Other": [3, """
                    + """{"JobPolicy": 4}], "JobStatus": 5}]"""
            )
            .Single();
        Assert.Equal((2, JobStatus.Held), (job.HoldsByItself, job.Status));
    }

    [Fact]
    public void Attributes_that_nobody_uses_make_no_other_job_of_it()
    {
        var before = With("""QDate": 1, "TransferringInput": true, "ServerTime": 1""");
        var after = With("""QDate": 2, "TransferringInput": false, "LastRejMatchTime": 3""");
        Assert.Equal(before, after);
        string[] unused = ["QDate", "TransferringInput", "TransferQueued", "LastRejMatchTime", "ImageSize"];
        Assert.Empty(AdSchema.NamesOf(Options).Intersect(unused, StringComparer.OrdinalIgnoreCase));

        static JobAd With(string more) => Parse("[{\"ClusterId\": 1, \"ProcId\": 0, \"JobStatus\": 2, \"" + more + "}]").Single();
    }

    /// <summary>What is asked for and not used would be a job "seen anew" with each of its changes.</summary>
    [Fact]
    public void Every_attribute_that_is_asked_for_is_used()
    {
        (string, string)[] values =
        [
            ("1", "2"),
            ("946684801", "946694802"),
            ("\"a\"", "\"b\""),
            ("\"s#1.0#1\"", "\"s#1.0#2\""),
            ("true", "false"),
            ("{\"JobPolicy\": 1}", "{\"JobPolicy\": 2}"),
        ];
        Assert.All(
            AdSchema.NamesOf(Options),
            name =>
                Assert.True(values.Any(two => Differ(With(name, two.Item1), With(name, two.Item2))), $"{name} is asked for and not used")
        );

        static bool Differ(JobAd? one, JobAd? two) => one is not null && two is not null && one != two;

        static JobAd? With(string name, string value)
        {
            var ad = new Dictionary<string, string>
            {
                ["ClusterId"] = "1",
                ["ProcId"] = "0",
                ["JobStatus"] = "1",
                [name] = value,
            };
            return Parse("[{" + string.Join(", ", ad.Select(each => $"\"{each.Key}\": {each.Value}")) + "}]").SingleOrDefault();
        }
    }

    [Theory]
    [InlineData("51.0 - 51.2\n", 3)]
    [InlineData("3.0 - 3.1\n4.0 - 4.0\n", 3)]
    public void The_ids_of_a_submit_are_read_in_order(string output, int count)
    {
        var ids = CondorOutput.JobIds(Encoding.UTF8.GetBytes(output), count);

        Assert.Equal(count, ids.Count);
        Assert.Equal(ids.Order(), ids);
    }

    [Theory]
    [InlineData("1.0 - 2.0")]
    [InlineData("1.1 - 1.0")]
    [InlineData("1.0 - 1.99999999999")]
    [InlineData("1.0 - 1.2000000000")]
    [InlineData("Submitting job(s).\n1 job(s) submitted to cluster 6.")]
    public void Anything_else_is_not_read_as_ids(string output) =>
        Assert.Throws<FormatException>(() => CondorOutput.JobIds(Encoding.UTF8.GetBytes(output), 2));

    [Fact]
    public void A_spooled_job_that_was_removed_behind_its_gate_is_void_although_its_spooling_was_released()
    {
        var removed = new JobAd
        {
            Id = new JobId(1, 0),
            Status = JobStatus.Removed,
            ReleaseReason = "Data files spooled",
            GateOpen = false,
        };

        Assert.True(removed.IsVoid);
        Assert.False((removed with { GateOpen = true }).IsVoid);
        Assert.False((removed with { GateOpen = null }).IsVoid);
        Assert.False((removed with { NumJobStarts = 1 }).IsVoid);
    }

    private static IReadOnlyList<JobAd> Read(string fixture, bool fromHistory = false) =>
        Jobs(File.ReadAllBytes(RepositoryRoot.File("tests", "Fixtures", "htcondor", fixture + ".stdout")), fromHistory);

    private static IReadOnlyList<JobAd> Parse(string json) => Jobs(Encoding.UTF8.GetBytes(json));

    private static IReadOnlyList<JobAd> Jobs(byte[] output, bool fromHistory = false)
    {
        var reader = new JobAdReader(Options, fromHistory);
        reader.Take(output);
        return reader.End();
    }
}
