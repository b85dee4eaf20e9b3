using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is told of an idle job, from recordings of <c>condor_q -better-analyze</c> and <c>condor_status</c>.</summary>
public sealed class IdleReasonSpecs : CondorCliTestBed
{
    private static readonly string[] Names = ["Cpus", "Disk", "GPUs", "Memory"];

    [Theory]
    [InlineData("a-many", 10, "0 of 1 slots fit: asks 8789.1 GiB memory, the largest slot has 4 GiB", true)]
    [InlineData("a-many", 11, "0 of 1 slots fit: asks 64 CPUs, the largest slot has 4", true)]
    [InlineData("a-many", 12, "0 of 1 slots fit: asks 1 GPUs, no slot has any", true)]
    [InlineData("a-many", 13, "0 of 1 slots fit: none meets TARGET.HasCvmfs is true", true)]
    [InlineData("a-many", 14, "1 of 1 slots fit; all are busy", false)]
    [InlineData("a-many", 15, "1 of 1 slots fit; all are busy", false)]
    [InlineData("v25-a-many", 2, "0 of 1 slots fit: asks 8789.1 GiB memory, the largest slot has 4 GiB", true)]
    [InlineData("v25-a-many", 3, "0 of 1 slots fit: asks 64 CPUs, the largest slot has 4", true)]
    [InlineData("v25-a-many", 4, "0 of 1 slots fit: asks 1 GPUs, no slot has any", true)]
    [InlineData("v25-a-many", 5, "0 of 1 slots fit: none meets TARGET.HasCvmfs is true", true)]
    [InlineData("v25-a-many", 6, "1 of 1 slots fit; all are busy", false)]
    [InlineData("v25-a-many", 7, "1 of 1 slots fit; all are busy", false)]
    [InlineData("a-memory-start", 10, "0 of 1 slots fit: asks 8789.1 GiB memory, the largest slot has 4 GiB", true)]
    [InlineData(
        "a-start",
        14,
        "no slot takes the job now: 0 of 1 do not meet its requirements, and 1 refuse it by requirements of their own (START, draining)",
        false
    )]
    [InlineData(
        "a-drain",
        14,
        "no slot takes the job now: 0 of 1 do not meet its requirements, and 1 refuse it by requirements of their own (START, draining)",
        false
    )]
    public void Each_recorded_case_has_its_sentence(string recording, int cluster, string words, bool noSlotFits) =>
        Assert.Equal(new IdleReason(words, noSlotFits), IdleWords.Of(Read(recording)[new JobId(cluster, 0)], Slots("s-amounts")));

    /// <summary>The tool shows a part inside of a negation, or one of two alternatives, like any other part.</summary>
    [Theory]
    [InlineData(16, "0 of 1 slots fit: none meets TARGET.HasCvmfs is true", true)]
    [InlineData(17, "0 of 1 slots meet the job's requirements now", false)]
    [InlineData(18, "0 of 1 slots fit: none meets TARGET.Bad is true ? TARGET.HasAfs : TARGET.HasCvmfs", true)]
    [InlineData(19, "0 of 1 slots fit: none meets MY.Foo is 3", true)]
    [InlineData(20, "0 of 1 slots meet the job's requirements now", false)]
    [InlineData(21, "0 of 1 slots fit: none meets TARGET.Name == \"nowhere\"", true)]
    [InlineData(22, "0 of 1 slots fit: none meets TARGET.Bad == true", true)]
    public void Only_a_requirement_that_must_be_met_is_named(int cluster, string words, bool noSlotFits) =>
        Assert.Equal(new IdleReason(words, noSlotFits), IdleWords.Of(Read("a-requirements")[new JobId(cluster, 0)], Slots("s-amounts")));

    [Theory]
    [InlineData("a-gone")]
    [InlineData("a-running")]
    [InlineData("a-priority")]
    [InlineData("q-states")]
    public void Where_the_output_is_of_another_kind_nothing_is_told(string recording) => Assert.Empty(Read(recording));

    [Theory]
    [InlineData("      1 are rejected by your job's requirements", "      1 are bored by your job's requirements")]
    [InlineData("      1 are rejected by your job's requirements", "      0 are rejected by your job's requirements")]
    [InlineData("      1 are rejected by your job's requirements\n", "")]
    [InlineData("Of 1 machines", "Of 7 machines")]
    [InlineData("Of 1 machines", "Of 99999999999 machines")]
    [InlineData("0 are able to run", "0 are rejected by your job's requirements\n      0 are able to run")]
    [InlineData("The Requirements expression for job 10.000 is", "The Requirements expression for job 11.000 is")]
    public void Numbers_that_do_not_fit_together_are_not_believed(string was, string becomes)
    {
        var text = Text("a-memory");
        Assert.Contains(was, text, StringComparison.Ordinal);
        Assert.Single(MatchAnalyses.Of(text));
        Assert.Empty(MatchAnalyses.Of(text.Replace(was, becomes, StringComparison.Ordinal)));
    }

    [Fact]
    public void An_output_that_is_cut_tells_less_and_nothing_else()
    {
        foreach (var recording in new[] { "a-many", "v25-a-many", "a-requirements" })
        {
            var (whole, text) = (Sentences(Text(recording)), Text(recording));
            for (var length = 0; length < text.Length; length += 7)
                Assert.All(Sentences(text[..length]), told => Assert.Equal(whole[told.Key], told.Value));
        }
    }

    [Fact]
    public void Without_the_amounts_of_the_slots_a_request_is_not_called_too_large() =>
        Assert.Equal(
            new IdleReason("0 of 1 slots meet the job's requirements now", NoSlotFits: false),
            IdleWords.Of(Read("a-memory")[new JobId(10, 0)], pool: null)
        );

    /// <summary>A full partitionable slot has too little left for a requirement of the job's own, and is not too small.</summary>
    [Fact]
    public void A_requirement_on_what_a_slot_has_left_does_not_prove_that_no_slot_fits()
    {
        var job = new MatchAnalysis(3, 3, 0, 0, 0) { Unmet = ["TARGET.Memory > 3000"] };
        Assert.Equal(
            new IdleReason("0 of 3 slots fit now: none meets TARGET.Memory > 3000", NoSlotFits: false),
            IdleWords.Of(job, Slots("s-amounts"))
        );
    }

    [Fact]
    public void Amounts_that_no_slot_has_at_once_are_named_together()
    {
        var job = new MatchAnalysis(2, 2, 0, 0, 0)
        {
            Requests = new Dictionary<string, long> { ["Cpus"] = 32, ["Memory"] = 262_144 },
        };
        double?[] many = [64, 65_536, 64, 65_536];
        double?[] large = [8, 524_288, 8, 524_288];
        Assert.Equal(
            new IdleReason("0 of 2 slots fit: no slot has at once 32 CPUs, 256 GiB memory", NoSlotFits: true),
            IdleWords.Of(job, new SlotAmounts(["Cpus", "Memory"], [many, large]))
        );
        // A slot has both in all, so something else keeps the job away.
        Assert.Equal(
            new IdleReason("0 of 2 slots meet the job's requirements now", NoSlotFits: false),
            IdleWords.Of(job, new SlotAmounts(["Cpus", "Memory"], [many, [64, 524_288, 0, 0]]))
        );
        // A machine with an odd ad proves nothing.
        Assert.False(IdleWords.Of(job, new SlotAmounts(["Cpus", "Memory"], [many, [8, null, 8, null]]))!.NoSlotFits);
    }

    [Fact]
    public void Amounts_that_are_rounded_alike_are_told_exactly()
    {
        var job = new MatchAnalysis(1, 1, 0, 0, 0) { Requests = new Dictionary<string, long> { ["Memory"] = 4097 } };
        Assert.Equal(
            "0 of 1 slots fit: asks 4097 MiB memory, the largest slot has 4096 MiB",
            IdleWords
                .Of(
                    job,
                    new SlotAmounts(
                        ["Memory"],
                        [
                            [4096, 0],
                        ]
                    )
                )!
                .Words
        );
    }

    [Theory]
    [InlineData("a && b", "a", "b")]
    [InlineData("((a) && (b && c))", "a", "b", "c")]
    [InlineData("(a) && (b)", "a", "b")]
    [InlineData("a && b || c", "a && b || c")]
    [InlineData("a && (b || c) && !(d && e)", "a", "b || c", "!(d && e)")]
    [InlineData("a =?= 1 && b", "a =?= 1", "b")]
    [InlineData("a ? b : c && d", "a ? b : c && d")]
    [InlineData("x == \"(&&\\\"\" && f(a && b)", "x == \"(&&\\\"\"", "f(a && b)")]
    [InlineData("x == \"&&", "x == \"&&")]
    public void Only_what_must_be_true_is_a_part(string expression, params string[] parts) =>
        Assert.Equal(parts.Order(StringComparer.Ordinal), Conjuncts.Of(expression).Order(StringComparer.Ordinal));

    [Fact]
    public void A_hostile_expression_has_no_parts()
    {
        Assert.Empty(Conjuncts.Of(new string('(', 50_000) + "a" + new string(')', 50_000)));
        Assert.Empty(Conjuncts.Of(new string('a', 100_000)));
    }

    [Fact]
    public async Task One_process_analyses_all_jobs_and_one_more_looks_at_the_slots()
    {
        Fake.Replay("condor_q", "a-many").Replay("condor_status", "s-amounts");
        (JobTag, JobId)[] jobs = [.. Enumerable.Range(10, 6).Select(cluster => (JobTag.Parse($"tag-{cluster}"), new JobId(cluster, 0)))];
        var told = await Scheduler(options => options with { PoolConstraint = "Site == 1" }).ExplainIdleAsync(jobs, default);

        Assert.Null(told.Failure);
        Assert.Equal(6, told.Reasons.Count);
        Assert.True(told.Reasons[new JobId(10, 0)].NoSlotFits);
        var call = Assert.Single(Fake.Calls("condor_q"));
        Assert.Equal(["-allusers", "-nouserprios", "-better-analyze", "-constraint"], call[..4]);
        Assert.Contains("\"tag-10|10.0\"", call[4], StringComparison.Ordinal);
        // A job may run on slots that are not part of the node.
        Assert.DoesNotContain("Site", string.Join(' ', Assert.Single(Fake.Calls("condor_status"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_not_asked_for_is_not_told_of()
    {
        Fake.Replay("condor_q", "a-many").Replay("condor_status", "s-amounts");
        var told = await Scheduler().ExplainIdleAsync([(Tag, new JobId(11, 0))], default);
        Assert.Equal(new JobId(11, 0), Assert.Single(told.Reasons).Key);
    }

    [Fact]
    public async Task Slots_that_cannot_be_asked_leave_what_the_analysis_says_alone()
    {
        Fake.Replay("condor_q", "a-many").With("condor_status", "exit 1");
        var told = await Scheduler().ExplainIdleAsync([(Tag, new JobId(13, 0)), (Tag, new JobId(10, 0))], default);
        Assert.Equal("0 of 1 slots fit: none meets TARGET.HasCvmfs is true", told.Reasons[new JobId(13, 0)].Words);
        Assert.False(told.Reasons[new JobId(10, 0)].NoSlotFits);
    }

    [Fact]
    public async Task A_tool_that_fails_is_named()
    {
        Fake.Replay("condor_q", "a-collector-down");
        Assert.Equal("condor_q", (await Scheduler().ExplainIdleAsync(BothJobIds, default)).Failure!.Program);
    }

    [Fact]
    public async Task No_job_is_no_process()
    {
        Assert.Empty((await Scheduler().ExplainIdleAsync([], default)).Reasons);
        Assert.Empty(Fake.Calls("condor_q"));
    }

    [Fact]
    public async Task While_other_tools_need_the_processes_nothing_is_analysed()
    {
        Fake.With("condor_q", "touch $FAKE_CONDOR/started; while [ ! -e $FAKE_CONDOR/go ]; do sleep 0.05; done; echo '[]'")
            .Replay("condor_status", "s-amounts");
        var scheduler = Scheduler(options => options with { MaxProcesses = 2 });
        var poll = scheduler.ListAsync(default);
        await Eventually.Sees(() => File.Exists(Fake.PathOf("started")), isThere => isThere);

        Assert.NotNull((await scheduler.ExplainIdleAsync(BothJobIds, default)).Failure);

        await File.WriteAllTextAsync(Fake.PathOf("go"), "");
        await poll;
        Assert.Single(Fake.Calls("condor_q"));
    }

    private static IReadOnlyDictionary<JobId, MatchAnalysis> Read(string recording) => MatchAnalyses.Of(Text(recording));

    private static Dictionary<JobId, IdleReason?> Sentences(string text) =>
        MatchAnalyses.Of(text).ToDictionary(each => each.Key, each => IdleWords.Of(each.Value, Slots("s-amounts")));

    private static SlotAmounts Slots(string recording) =>
        new(Names, SlotAds.Each(Encoding.UTF8.GetBytes(Text(recording)), SlotAmounts.AttributesOf(Names)));

    private static string Text(string recording) =>
        File.ReadAllText(RepositoryRoot.File("tests", "Fixtures", "htcondor", recording + ".stdout"));
}
