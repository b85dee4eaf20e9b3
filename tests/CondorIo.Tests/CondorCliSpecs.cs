namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is made of the tools' answers, good and bad, without a pool.</summary>
public sealed class CondorCliSpecs : IDisposable
{
    private static readonly JobTag Tag = JobTag.Parse("tag-a");
    private static readonly JobTag Other = JobTag.Parse("tag-b");
    private static readonly (JobTag, JobId)[] Jobs = [(Tag, new JobId(1, 0)), (Other, new JobId(1, 1))];
    private const string AdOfTag = """{"ClusterId": 1, "ProcId": 0, "JobStatus": STATUS, "HoldReasonCode": 15, "InterLinkTag": "tag-a"}""";

    private readonly FakeCondor _fake = new();
    private readonly List<Room> _rooms = [];

    public void Dispose()
    {
        _rooms.ForEach(room => room.Dispose());
        _fake.Dispose();
    }

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
        _fake.Replay("condor_q", fixture);

        foreach (
            var query in new[] { await Scheduler().ListAsync(default), await Scheduler().FindAsync([Tag], HistoryReach.Whole, default) }
        )
        {
            Assert.Equal((CondorFailureKind.Failed, 1, "condor_q"), (query.Failure?.Kind, query.Failure?.ExitCode, query.Failure?.Program));
            Assert.Empty(query.Jobs);
        }
        Assert.Empty(_fake.Calls("condor_history"));
    }

    [Theory]
    [InlineData("q-empty-id")]
    [InlineData("q-empty-constraint")]
    [InlineData("v25-q-empty")]
    public async Task A_queue_that_answers_with_nothing_has_no_job(string fixture)
    {
        _fake.Replay("condor_q", fixture).Replay("condor_history", "h-empty");

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
        _fake.With("condor_q", script);

        var query = await Scheduler().ListAsync(default);

        Assert.Equal(CondorFailureKind.Unreadable, query.Failure?.Kind);
        Assert.Empty(query.Jobs);
    }

    [Fact]
    public async Task A_job_that_the_history_cannot_be_asked_about_is_not_known_to_be_gone()
    {
        _fake.Replay("condor_q", "q-empty-id").With("condor_history", "exit 1");

        Assert.NotNull((await Scheduler().FindAsync([Tag], HistoryReach.Whole, default)).Failure);
    }

    [Fact]
    public async Task A_history_that_was_cut_off_is_no_answer()
    {
        var record = AdOfTag
            .Replace("STATUS", "3", StringComparison.Ordinal)
            .Replace("\"ClusterId\": 1", "\"ClusterId\": N", StringComparison.Ordinal);
        _fake
            .Replay("condor_q", "q-empty-id")
            .With(
                "condor_history",
                $"echo '['; i=1; while [ $i -le 1020 ]; do echo '{record},' | sed s/N/$i/; i=$((i+1)); done | sed '$ s/,$//'; echo ']'"
            );

        Assert.Equal(CondorFailureKind.Unreadable, (await Scheduler().FindAsync([Tag], HistoryReach.Whole, default)).Failure?.Kind);
    }

    [Fact]
    public async Task A_job_in_queue_and_history_is_given_as_the_queue_has_it()
    {
        _fake
            .With("condor_q", $"echo '[{AdOfTag.Replace("STATUS", "4", StringComparison.Ordinal)}]'")
            .With("condor_history", $"echo '[{AdOfTag.Replace("STATUS", "3", StringComparison.Ordinal)}]'");

        var job = Assert.Single((await Scheduler().FindAsync([Tag, Tag], HistoryReach.Whole, default)).Jobs);

        Assert.Equal((JobStatus.Completed, false), (job.Status, job.FromHistory));
    }

    [Theory]
    [InlineData("rm-gone")]
    [InlineData("rm-unknown")]
    [InlineData("rm-again")]
    [InlineData("rm-constraint-none")]
    [InlineData("v25-rm-unknown")]
    public async Task Removing_what_the_queue_does_not_have_is_success(string fixture)
    {
        _fake.Replay("condor_rm", fixture).Replay("condor_q", "q-empty-id");

        Assert.All(await Scheduler().RemoveAsync([Tag, Other], default), result => Assert.Null(result.Failure));
        Assert.All(await Scheduler().RemoveJobsAsync(Jobs, default), result => Assert.Null(result.Failure));
    }

    [Theory]
    [InlineData("rm-schedd-down", "q-schedd-down")]
    [InlineData("rm-noauth-method", "q-noauth-method")]
    public async Task A_removal_that_nobody_can_check_is_a_failure(string rm, string q)
    {
        _fake.Replay("condor_rm", rm).Replay("condor_q", q);

        Assert.All(
            await Scheduler().RemoveAsync([Tag, Other], default),
            result => Assert.Equal((CondorFailureKind.Failed, "condor_rm"), (result.Failure?.Kind, result.Failure?.Program))
        );
    }

    [Fact]
    public async Task A_refused_removal_fails_for_those_jobs_that_are_still_there()
    {
        _fake.Replay("condor_rm", "rm-unauth").With("condor_q", $"echo '[{AdOfTag.Replace("STATUS", "2", StringComparison.Ordinal)}]'");

        var results = await Scheduler().RemoveJobsAsync(Jobs, default);

        Assert.Equal([CondorFailureKind.Failed, null], results.Select(result => result.Failure?.Kind));
    }

    [Theory]
    [InlineData(5, CondorFailureKind.Failed)]
    [InlineData(1, null)]
    public async Task A_refused_release_fails_for_a_job_that_is_still_gated(int status, CondorFailureKind? expected)
    {
        _fake
            .With("condor_release", "exit 1")
            .With("condor_q", $"echo '[{AdOfTag.Replace("STATUS", status.ToString((IFormatProvider?)null), StringComparison.Ordinal)}]'");

        Assert.Equal(expected, (await Scheduler().ReleaseAsync(Jobs, default))[0].Failure?.Kind);
    }

    [Theory]
    [InlineData("echo 'Submitting job(s).'")]
    [InlineData("echo 7.0 - 7.0")]
    [InlineData("echo 7.0 - 7.2")]
    [InlineData("echo 7.0 - 8.1")]
    [InlineData("true")]
    public async Task A_submit_that_does_not_name_its_jobs_is_a_failure_and_not_repeated(string script)
    {
        _fake.With("condor_submit", script);

        var results = await Scheduler().SubmitAsync([Description(Tag), Description(Other)], default);

        Assert.Equal([CondorFailureKind.Unreadable, CondorFailureKind.Unreadable], results.Select(result => result.Failure?.Kind));
        Assert.Single(_fake.Calls("condor_submit"));
    }

    [Fact]
    public async Task A_submit_that_timed_out_is_not_repeated()
    {
        _fake.With("condor_submit", "sleep 600");

        var results = await Scheduler(options => options with { SubmitTimeLimit = TimeSpan.FromSeconds(1) })
            .SubmitAsync([Description(Tag), Description(Other)], default);

        Assert.Equal([CondorFailureKind.TimedOut, CondorFailureKind.TimedOut], results.Select(result => result.Failure?.Kind));
        Assert.Single(_fake.Calls("condor_submit"));
    }

    [Fact]
    public async Task A_failed_submit_whose_job_is_in_the_queue_after_all_is_not_repeated_for_it()
    {
        _fake.With("condor_submit", "exit 1");
        const string ours =
            """{"ClusterId": 9, "ProcId": 0, "JobStatus": 5, "InterLinkTag": "tag-a", "InterLinkAttempt": 1, "InterLinkInstance": "me"}""";
        _fake.With("condor_q", $"echo '[{ours}]'");

        var results = await Scheduler(options => options with { Instance = "me" })
            .SubmitAsync([Description(Tag), Description(Other)], default);

        Assert.Equal([new JobId(9, 0), null], results.Select(result => result.Job));
        Assert.Equal([null, CondorFailureKind.Failed], results.Select(result => result.Failure?.Kind));
        Assert.Equal(2, _fake.Calls("condor_submit").Count);
    }

    [Theory]
    [InlineData("submit-bad-expr")]
    [InlineData("submit-bad-universe")]
    [InlineData("submit-bad-memory")]
    [InlineData("submit-requirement-memory")]
    public async Task What_condor_submit_says_of_a_job_that_can_never_be_taken_is_a_refusal(string fixture)
    {
        _fake.Replay("condor_submit", fixture).Replay("condor_q", "q-empty-id");

        Assert.Equal(CondorFailureKind.Refused, (await Scheduler().SubmitAsync([Description(Tag)], default)).Single().Failure?.Kind);
    }

    [Fact]
    public async Task A_rule_of_the_site_that_names_what_the_pod_asked_for_is_a_refusal()
    {
        _fake
            .With(
                "condor_submit",
                "printf 'ERROR: Failed to commit job submission into the queue.\nERROR: no such accounting_group here\n' >&2; exit 1"
            )
            .Replay("condor_q", "q-empty-id");
        var asks = Description(Tag) with { Commands = [new("accounting_group", "\"physics\"")] };

        Assert.Equal(
            [CondorFailureKind.Failed, CondorFailureKind.Refused],
            [.. (await Scheduler().SubmitAsync([Description(Tag), asks], default)).Select(result => result.Failure?.Kind)]
        );
    }

    [Theory]
    [InlineData("submit-limit-owner")]
    [InlineData("submit-limit-submission")]
    [InlineData("submit-limit-submitted")]
    [InlineData("submit-no-proxy")]
    [InlineData("submit-proxy-expired")]
    [InlineData("submit-no-folder")]
    [InlineData("submit-requirement-words")]
    [InlineData("submit-requirement-long")]
    [InlineData("submit-requirement-default")]
    [InlineData("submit-bad-exe-missing")]
    [InlineData("submit-schedd-down")]
    [InlineData("submit-unauth")]
    [InlineData("submit-noauth-method")]
    [InlineData("submit-token-bob-notallowed")]
    [InlineData("submit-unknown-schedd")]
    public async Task What_condor_submit_says_of_trouble_that_may_pass_is_no_refusal(string fixture)
    {
        _fake.Replay("condor_submit", fixture).Replay("condor_q", "q-empty-id");

        Assert.Equal(CondorFailureKind.Failed, (await Scheduler().SubmitAsync([Description(Tag)], default)).Single().Failure?.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(137)]
    public async Task As_many_of_a_batch_as_a_limit_lets_in_are_submitted_in_a_few_calls(int room)
    {
        const int Jobs = 500;
        var taken = _fake.PathOf("taken");
        _fake
            .Replay("condor_q", "q-empty-id")
            .With(
                "condor_submit",
                $"""
                rows=$(grep -c '^ *tag-' || true)
                had=$(cat '{taken}' 2>/dev/null || echo 0)
                if [ $((had + rows)) -gt {room} ]; then echo 'Number of submitted jobs would exceed MAX_JOBS_PER_OWNER' >&2; exit 1; fi
                echo $((had + rows)) >'{taken}'
                echo "$((had + 1)).0 - $((had + 1)).$((rows - 1))"
                """
            );

        var results = await Scheduler(options => options with { SubmitBatch = Jobs })
            .SubmitAsync([.. Enumerable.Range(0, Jobs).Select(i => Description(JobTag.Parse($"tag-{i}")))], default);

        Assert.Equal(room, results.Count(result => result.Failure is null));
        Assert.All(
            results.Where(result => result.Failure is not null),
            result => Assert.Contains("MAX_JOBS_PER_OWNER", result.Failure!.Words, StringComparison.Ordinal)
        );
        Assert.InRange(_fake.Calls("condor_submit").Count, 1, 30);
    }

    [Theory]
    [InlineData("tag-0")]
    [InlineData("tag-250")]
    [InlineData("tag-100", "tag-400")]
    public async Task A_job_that_is_not_taken_now_holds_up_no_other_of_its_batch(params string[] refused)
    {
        const int Jobs = 500;
        _fake
            .Replay("condor_q", "q-empty-id")
            .With(
                "condor_submit",
                $"""
                input=$(cat)
                rows=$(printf '%s\n' "$input" | grep -c '^ *tag-')
                if printf '%s\n' "$input" | grep -Eq '^ *({string.Join(
                    '|',
                    refused
                )})[^0-9]'; then echo 'ERROR: Submit requirement Q not met.' >&2; exit 1; fi
                echo "7.0 - 7.$((rows - 1))"
                """
            );

        var results = await Scheduler(options => options with { SubmitBatch = Jobs })
            .SubmitAsync([.. Enumerable.Range(0, Jobs).Select(i => Description(JobTag.Parse($"tag-{i}")))], default);

        Assert.Equal(refused, results.Where(result => result.Failure is not null).Select(result => result.Tag.Value));
        Assert.InRange(_fake.Calls("condor_submit").Count, 1, 25 * refused.Length);
    }

    [Fact]
    public async Task A_batch_is_one_process_and_is_not_tried_one_by_one_while_the_schedd_is_away()
    {
        _fake.Replay("condor_submit", "submit-schedd-down").Replay("condor_q", "q-schedd-down");

        var results = await Scheduler()
            .SubmitAsync([.. Enumerable.Range(0, 400).Select(i => Description(JobTag.Parse($"tag-{i}")))], default);

        Assert.All(results, result => Assert.Equal("condor_submit", result.Failure?.Program));
        Assert.Single(_fake.Calls("condor_submit"));
    }

    [Fact]
    public async Task Two_jobs_that_were_given_one_id_are_both_found()
    {
        // The schedd's queue was lost in between.
        static string Job(string tag, int queued) =>
            $$"""{ "ClusterId": 1, "ProcId": 0, "JobStatus": """
            + $$"""4, "GlobalJobId": "schedd#1.0#{{queued}}", "InterLinkTag": "{{tag}}", "InterLinkInstance": "me" }""";
        _fake.With("condor_q", "true").With("condor_history", $"echo '[{Job("tag-b", 200)},{Job("tag-a", 100)}]'");

        var found = await Scheduler(options => options with { Instance = "me" }).FindAsync([Tag, Other], HistoryReach.Whole, default);

        Assert.Equal(["schedd#1.0#100", "schedd#1.0#200"], found.Jobs.Select(ad => ad.GlobalJobId).Order());
    }

    [Fact]
    public async Task Without_the_tools_every_call_says_so()
    {
        var scheduler = Scheduler();

        Assert.Equal(CondorFailureKind.ToolMissing, (await scheduler.ListAsync(default)).Failure?.Kind);
        Assert.Equal(CondorFailureKind.ToolMissing, (await scheduler.SubmitAsync([Description(Tag)], default)).Single().Failure?.Kind);
        Assert.All(
            await scheduler.ReleaseAsync(Jobs, default),
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
    public async Task A_submit_that_came_too_late_is_known_for_that_however_much_was_warned_about_before()
    {
        _fake.With(
            "condor_submit",
            "for i in 1 2 3 4 5 6 7 8 9; do echo \"WARNING: the line 'key_$i = 3' was unused by condor_submit. Is it a typo?\" "
                + ">&2; done; printf 'ERROR: Failed to commit job submission into the queue.\nERROR: Submit requirement "
                + "InterLinkDeadline not met.\n' >&2; exit 1"
        );

        var failure = (await Scheduler().SubmitAsync([Description(Tag)], default)).Single().Failure!;

        Assert.Equal(CondorFailureKind.TooLate, failure.Kind);
        Assert.StartsWith(
            "ERROR: Failed to commit job submission into the queue. ERROR: Submit requirement InterLinkDeadline not met. "
                + "WARNING: the line 'key_1 = 3'",
            failure.Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_remote_schedd_and_pool_are_named_to_every_tool()
    {
        string[] tools = ["condor_q", "condor_history", "condor_rm", "condor_qedit", "condor_transfer_data", "condor_submit"];
        foreach (var tool in tools)
            _fake.With(tool, "exit 0");
        var scheduler = Scheduler(options => options with { ScheddHost = "s@far", CollectorHost = "collector:9618" });

        await scheduler.FindAsync([Tag], HistoryReach.Whole, default);
        await scheduler.RemoveAsync([Tag], default);
        await scheduler.ReleaseAsync(Jobs, default);
        await scheduler.FetchOutputAsync(Jobs, default);
        await scheduler.SubmitAsync([Description(Tag)], default);

        foreach (var call in tools.SelectMany(_fake.Calls))
            Assert.Equal(["-pool", "collector:9618", call.Contains("-remote") ? "-remote" : "-name", "s@far"], call[..4]);
        Assert.All(_fake.Calls("condor_q"), call => Assert.Contains("-allusers", call));
    }

    [Fact]
    public async Task While_the_schedd_is_away_output_is_not_fetched_job_by_job()
    {
        _fake.With("condor_qedit", "exit 1").With("condor_transfer_data", "exit 1").Replay("condor_q", "q-schedd-down");

        var results = await Scheduler(options => options with { ScheddHost = "s@far" })
            .FetchOutputAsync([.. Enumerable.Range(0, 100).Select(i => (JobTag.Parse($"tag-{i}"), new JobId(i, 0)))], default);

        Assert.All(results, result => Assert.Equal("condor_transfer_data", result.Failure?.Program));
        Assert.Single(_fake.Calls("condor_transfer_data"));
    }

    [Theory]
    [InlineData("printf hal > \"$INCOMING/job.stdout\"; exit 1", "all of it\n")]
    [InlineData("exit 0", "all of it\n")]
    [InlineData("printf 'all of it\\nand more\\n' > \"$INCOMING/job.stdout\"", "all of it\nand more\n")]
    public async Task What_was_fetched_before_stays_until_more_has_come_as_a_whole(string transfer, string expected)
    {
        var room = NewRoom(options => options with { ScheddHost = "s@far" });
        Assert.Null(await room.Folders.WriteAsync(Tag, [], default));
        await File.WriteAllTextAsync(Path.Combine(room.FolderOf(Tag), "job.stdout"), "all of it\n");
        _fake
            .With("condor_qedit", "exit 0")
            .Replay("condor_q", "q-schedd-down")
            .With("condor_transfer_data", $"INCOMING='{room.FolderOf(Tag)}/incoming'\n{transfer}");

        await room.Scheduler.FetchOutputAsync([(Tag, new JobId(1, 0))], default);

        Assert.Equal(expected, room.ReadOutput(Tag));
    }

    [Fact]
    public async Task A_fetch_that_comes_after_a_jobs_files_were_removed_leaves_its_log_alone_there()
    {
        var room = NewRoom(options => options with { ScheddHost = "s@far" });
        Assert.Null(await room.Folders.WriteAsync(Tag, [new JobFile("plan", new byte[] { 1 })], default));
        await File.WriteAllTextAsync(Path.Combine(room.FolderOf(Tag), "job.stdout"), "all of it\n");
        Assert.Null(await room.Folders.RemoveInputAsync(Tag, default));
        _fake.With("condor_qedit", "exit 0").With("condor_transfer_data", "exit 0");

        await room.Scheduler.FetchOutputAsync([(Tag, new JobId(1, 0))], default);

        Assert.Equal(["job.stdout"], Directory.GetFileSystemEntries(room.FolderOf(Tag)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_was_fetched_of_an_earlier_run_stays_beside_that_of_a_later_one()
    {
        var room = NewRoom(options => options with { ScheddHost = "s@far" });
        Assert.Null(await room.Folders.WriteAsync(Tag, [], default));
        _fake.With("condor_qedit", "exit 0").Replay("condor_q", "q-schedd-down");
        foreach (var brought in (string[])["run 1", "run 1, more", "", "run 2", "run 2, more", "run 3"])
        {
            _fake.With("condor_transfer_data", $"printf '{brought}' > '{room.FolderOf(Tag)}/incoming/job.stdout'");
            await room.Scheduler.FetchOutputAsync([(Tag, new JobId(1, 0))], default);
        }

        Assert.Equal(
            ["run 3", "run 2, more", "run 1, more", null],
            Enumerable.Range(0, 4).Select(before => room.Output.OpenRead(Tag, before) is { } run ? new StreamReader(run).ReadToEnd() : null)
        );
    }

    [Fact]
    public async Task A_thousand_jobs_are_acted_on_with_two_processes()
    {
        _fake.With("condor_rm", "exit 0");
        var longest = new string('x', 120);

        var results = await Scheduler()
            .RemoveJobsAsync([.. Enumerable.Range(0, 1000).Select(i => (JobTag.Parse(longest + i), new JobId(i, 0)))], default);

        Assert.Equal(1000, results.Count(result => result.Failure is null));
        Assert.Equal(2, _fake.Calls("condor_rm").Count);
    }

    private ICondorScheduler Scheduler(Func<CondorIoOptions, CondorIoOptions>? change = null) => NewRoom(change).Scheduler;

    private Room NewRoom(Func<CondorIoOptions, CondorIoOptions>? change)
    {
        var room = new Room(_fake.Environment, change);
        _rooms.Add(room);
        return room;
    }

    private static SubmitDescription Description(JobTag tag) =>
        new()
        {
            Tag = tag,
            Attempt = 1,
            Executable = "/bin/true",
            Cpus = 1,
            MemoryMiB = 64,
            VacateTime = TimeSpan.FromSeconds(5),
        };
}
