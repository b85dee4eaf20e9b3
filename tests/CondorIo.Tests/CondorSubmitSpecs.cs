namespace HtcondorActors.CondorIo.Tests;

/// <summary>What is made of the answers of <c>condor_submit</c>, good and bad, without a pool.</summary>
public sealed class CondorSubmitSpecs : CondorCliTestBed
{
    [Theory]
    [InlineData("echo 'Submitting job(s).'")]
    [InlineData("echo 7.0 - 7.0")]
    [InlineData("echo 7.0 - 7.2")]
    [InlineData("echo 7.0 - 8.1")]
    [InlineData("true")]
    public async Task A_submit_that_does_not_name_its_jobs_is_a_failure_and_not_repeated(string script)
    {
        Fake.With("condor_submit", script);

        var results = await Scheduler().SubmitAsync([Description(Tag), Description(Other)], default);

        Assert.Equal([CondorFailureKind.Unreadable, CondorFailureKind.Unreadable], results.Select(result => result.Failure?.Kind));
        Assert.Single(Fake.Calls("condor_submit"));
    }

    [Fact]
    public async Task A_submit_that_timed_out_is_not_repeated()
    {
        Fake.With("condor_submit", "sleep 600");

        var results = await Scheduler(options => options with { SubmitTimeLimit = TimeSpan.FromSeconds(1) })
            .SubmitAsync([Description(Tag), Description(Other)], default);

        Assert.Equal([CondorFailureKind.TimedOut, CondorFailureKind.TimedOut], results.Select(result => result.Failure?.Kind));
        Assert.Single(Fake.Calls("condor_submit"));
    }

    [Fact]
    public async Task A_failed_submit_whose_job_is_in_the_queue_after_all_is_not_repeated_for_it()
    {
        Fake.With("condor_submit", "exit 1");
        const string ours =
            """{"ClusterId": 9, "ProcId": 0, "JobStatus": 5, "InterLinkTag": "tag-a", "InterLinkAttempt": 1, "InterLinkInstance": "me"}""";
        Fake.With("condor_q", $"echo '[{ours}]'");

        var results = await Scheduler(options => options with { Instance = "me" })
            .SubmitAsync([Description(Tag), Description(Other)], default);

        Assert.Equal([new JobId(9, 0), null], results.Select(result => result.Job));
        Assert.All(results, result => Assert.Null(result.Submitted)); // the first condor_submit may have made more than it says
        Assert.Equal([null, CondorFailureKind.Failed], results.Select(result => result.Failure?.Kind));
        Assert.Equal(2, Fake.Calls("condor_submit").Count);
    }

    [Theory]
    [InlineData("submit-bad-expr")]
    [InlineData("submit-bad-universe")]
    [InlineData("submit-bad-memory")]
    [InlineData("submit-requirement-memory")]
    public async Task What_condor_submit_says_of_a_job_that_can_never_be_taken_is_a_refusal(string fixture)
    {
        Fake.Replay("condor_submit", fixture).Replay("condor_q", "q-empty-id");

        Assert.Equal(CondorFailureKind.Refused, (await Scheduler().SubmitAsync([Description(Tag)], default)).Single().Failure?.Kind);
    }

    [Fact]
    public async Task A_rule_of_the_site_that_names_what_the_pod_asked_for_is_a_refusal()
    {
        Fake.With(
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
    [InlineData("submit-spool-full")]
    [InlineData("submit-queue-full")]
    [InlineData("submit-schedd-ended")]
    [InlineData("submit-schedd-down")]
    [InlineData("submit-unauth")]
    [InlineData("submit-noauth-method")]
    [InlineData("submit-token-bob-notallowed")]
    [InlineData("submit-unknown-schedd")]
    public async Task What_condor_submit_says_of_trouble_that_may_pass_is_no_refusal(string fixture)
    {
        Fake.Replay("condor_submit", fixture).Replay("condor_q", "q-empty-id");

        Assert.Equal(CondorFailureKind.Failed, (await Scheduler().SubmitAsync([Description(Tag)], default)).Single().Failure?.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(137)]
    public async Task As_many_of_a_batch_as_a_limit_lets_in_are_submitted_in_a_few_calls(int room)
    {
        const int Jobs = 500;
        var taken = Fake.PathOf("taken");
        Fake.Replay("condor_q", "q-empty-id")
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
        Assert.InRange(Fake.Calls("condor_submit").Count, 1, 30);
    }

    [Theory]
    [InlineData("tag-0")]
    [InlineData("tag-250")]
    [InlineData("tag-100", "tag-400")]
    public async Task A_job_that_is_not_taken_now_holds_up_no_other_of_its_batch(params string[] refused)
    {
        const int Jobs = 500;
        Fake.Replay("condor_q", "q-empty-id")
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
        Assert.InRange(Fake.Calls("condor_submit").Count, 1, 25 * refused.Length);
    }

    [Fact]
    public async Task A_batch_is_one_process_and_is_not_tried_one_by_one_while_the_schedd_is_away()
    {
        Fake.Replay("condor_submit", "submit-schedd-down").Replay("condor_q", "q-schedd-down");

        var results = await Scheduler()
            .SubmitAsync([.. Enumerable.Range(0, 400).Select(i => Description(JobTag.Parse($"tag-{i}")))], default);

        Assert.All(results, result => Assert.Equal("condor_submit", result.Failure?.Program));
        Assert.Single(Fake.Calls("condor_submit"));
    }

    [Fact]
    public async Task A_submit_that_came_too_late_is_known_for_that_however_much_was_warned_about_before()
    {
        Fake.With(
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
}
