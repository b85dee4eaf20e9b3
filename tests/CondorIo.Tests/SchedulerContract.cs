namespace HtcondorActors.CondorIo.Tests;

/// <summary>What <see cref="ICondorScheduler"/> promises, on a real pool: once beside the schedd and once spooled to it.</summary>
public abstract partial class SchedulerContract : IDisposable
{
    private readonly PoolTestBed _pool;

    private protected SchedulerContract(PoolTestBed pool) => _pool = pool;

    private Room Room => _pool.Room;

    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_batch_is_submitted_in_order_and_each_job_is_found_by_its_tag()
    {
        var jobs = new[] { await _pool.Job("true"), await _pool.Job("true", cpus: 3), await _pool.Job("true") };

        var results = await Room.Scheduler.SubmitAsync(jobs, default);

        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.Equal(jobs.Select(job => job.Tag), results.Select(result => result.Tag));
        var found = await Room.Scheduler.FindAsync([.. jobs.Select(job => job.Tag)], HistoryReach.Whole, default);
        Assert.Null(found.Failure);
        Assert.Equal(results.Select(result => (result.Tag, result.Job!.Value)), found.Jobs.Select(ad => (ad.Tag!, ad.Id)));
        Assert.All(
            found.Jobs,
            ad =>
                Assert.True(
                    ad.IsGated && ad.Attempt == 1 && ad.Instance == Room.Options.Instance && ad.GlobalJobId is not null && !ad.FromHistory
                )
        );
        Assert.All(
            results.Zip(found.Jobs),
            pair =>
                Assert.Equal(
                    (pair.Second.Id, pair.Second.Tag, pair.Second.Instance, pair.Second.InstanceId, pair.Second.Attempt, true, false),
                    pair.First.Submitted is { } said
                        ? (said.Id, said.Tag, said.Instance, said.InstanceId, said.Attempt, said.IsGated, said.EverStarted)
                        : default
                )
        );
        Assert.Equal(found.Jobs, (await Room.Scheduler.ListAsync(default)).Jobs, (one, other) => one.Id == other.Id);
    }

    [Fact]
    public async Task Of_two_data_folders_with_one_instance_name_neither_touches_the_others_job_of_the_same_tag()
    {
        using var other = _pool.Beside("another-folder");
        var tag = JobTag.Parse("t" + Guid.NewGuid().ToString("N"));
        var (own, theirs) = (
            await _pool.Submitted(await _pool.Job("sleep 600", tag)),
            await other.Submitted(await other.Job("sleep 600", tag))
        );
        foreach (var (room, job) in ((PoolTestBed, (JobTag Tag, JobId Job))[])[(_pool, own), (other, theirs)])
            Assert.Equal(job.Job, Assert.Single((await room.Room.Scheduler.FindAsync([tag], HistoryReach.Whole, default)).Jobs).Id);
        var list = await Room.Scheduler.ListAsync(default);
        Assert.Equal((own.Job, theirs.Job), (Assert.Single(list.Jobs).Id, Assert.Single(list.OfAnotherFolder)));

        // By tag, and by what a mistaken election would name.
        await Room.Scheduler.ReleaseAsync([theirs], default);
        await Room.Scheduler.RemoveJobsAsync([theirs], default);
        await Room.Scheduler.RemoveAsync([tag], default);
        await _pool.Ad(tag, ad => ad.Status == JobStatus.Removed, own.Job);
        Assert.True((await other.Ad(tag, _ => true)).IsGated);
    }

    [Fact]
    public async Task Jobs_of_a_version_before_there_were_ids_are_known_by_the_instance_name()
    {
        using var before = _pool.Beside("");
        var (tag, job) = await before.Submitted(await before.Job("sleep 600"));
        Assert.Equal(job, Assert.Single((await Room.Scheduler.ListAsync(default)).Jobs).Id);
        await Room.Scheduler.RemoveAsync([tag], default);
        await _pool.Ad(tag, ad => ad.Status == JobStatus.Removed);
    }

    [Fact]
    public async Task The_totals_of_the_pool_are_the_same_while_jobs_use_a_part_of_it()
    {
        var before = await Room.Scheduler.PoolAsync(["GPUs", "Fpgas"], default);
        Assert.Equal((1, 64L, 65536L), (before.Totals!.Slots, before.Totals.Cpus, before.Totals.MemoryMiB));
        Assert.Equal(new Dictionary<string, long> { ["GPUs"] = 2, ["Fpgas"] = 0 }, before.Totals.Others);

        var job = await _pool.Submitted(await _pool.Job("sleep 600", cpus: 3));
        await _pool.Release(job);
        await _pool.Ad(job.Tag, ad => ad.Status == JobStatus.Running);

        var during = (await Room.Scheduler.PoolAsync(["GPUs", "Fpgas"], default)).Totals!;
        Assert.Equal((1, 64L, 65536L), (during.Slots, during.Cpus, during.MemoryMiB));
    }

    [Fact]
    public async Task An_idle_job_that_asks_for_too_much_is_explained_and_no_gate_is_taken_for_that()
    {
        var (large, gated) = (await _pool.Submitted(await _pool.Job("true", cpus: 65)), await _pool.Submitted(await _pool.Job("true")));
        await _pool.Release(large);
        await _pool.Ad(large.Tag, ad => ad.Status == JobStatus.Idle && !ad.IsGated);
        var told = await Room.Scheduler.ExplainIdleAsync([large, gated], default);
        Assert.Equal(new IdleReason("0 of 1 slots fit: asks 65 CPUs, the largest slot has 64", NoSlotFits: true), told.Reasons[large.Job]);
        Assert.NotEqual(true, told.Reasons.GetValueOrDefault(gated.Job)?.NoSlotFits);
    }

    [Fact]
    public async Task A_job_does_not_start_before_it_is_released()
    {
        var (gated, later) = (await _pool.Submitted(await _pool.Job("true")), await _pool.Submitted(await _pool.Job("true")));

        await _pool.Release(later);
        await _pool.Ad(later.Tag, ad => ad.Status == JobStatus.Completed);

        var waiting = await _pool.Ad(gated.Tag, _ => true);
        Assert.True(waiting.IsGated);
        Assert.False(waiting.EverStarted);
    }

    [Fact]
    public async Task A_job_runs_its_output_arrives_meanwhile_and_its_end_is_kept_until_it_is_acknowledged()
    {
        var go = Path.Combine(Room.Options.DataRootFolder, "go");
        var job = await _pool.Submitted(
            await _pool.Job($"echo one; echo mine > other-file; until [ -e {go} ]; do sleep 0.1; done; echo two; exit 7")
        );

        await _pool.Release(job);
        await _pool.Ad(job.Tag, ad => ad.Status == JobStatus.Running && ad.StartedAt is not null);
        await _pool.Output(job, "one\n");
        await File.WriteAllTextAsync(go, "");
        // The schedd writes the state first and the time of the end a moment later. A poll in between shows a completed job without a time.
        var ended = await _pool.Ad(job.Tag, ad => ad is { Status: JobStatus.Completed, CompletedAt: not null });
        Assert.Equal((7, false), (ended.ExitCode, ended.FromHistory));
        await _pool.Output(job, "one\ntwo\n");
        Assert.True(Room.Output.MarkOf(job.Tag)?.Length >= 8);
        Assert.Equal(
            ["job.stderr", "job.stdout", "script"],
            Directory.GetFiles(Room.FolderOf(job.Tag)).Select(file => string.Join('.', Path.GetFileName(file).Split('.').Take(2))).Order()
        );

        Assert.Null((await Room.Scheduler.AcknowledgeAsync([job], default)).Single().Failure);

        var past = await _pool.Ad(job.Tag, ad => ad.FromHistory);
        Assert.Equal((job.Job, JobStatus.Completed, 7), (past.Id, past.Status, past.ExitCode));
        Assert.Empty((await Room.Scheduler.FindAsync([job.Tag], HistoryReach.None, default)).Jobs);
        Assert.Null((await Room.Scheduler.AcknowledgeAsync([job], default)).Single().Failure);
    }

    [Fact]
    public async Task The_history_is_read_back_to_a_job_that_is_known_and_no_further()
    {
        var (first, second) = (await _pool.Submitted(await _pool.Job("true")), await _pool.Submitted(await _pool.Job("true")));
        await Room.Scheduler.RemoveAsync([first.Tag], default);
        var known = await _pool.Ad(first.Tag, ad => ad.FromHistory);
        await Room.Scheduler.RemoveAsync([second.Tag], default);
        await _pool.Ad(second.Tag, ad => ad.FromHistory);
        JobTag[] both = [first.Tag, second.Tag];

        var found = await Room.Scheduler.FindAsync(both, HistoryReach.BackTo(known.GlobalJobId!), default);

        Assert.Null(found.Failure);
        Assert.Equal(second.Job, Assert.Single(found.Jobs).Id);
        Assert.Equal(2, (await Room.Scheduler.FindAsync(both, HistoryReach.BackTo("nobody#1.0#1"), default)).Jobs.Count);
    }

    [Fact]
    public async Task A_job_that_is_not_completed_cannot_be_acknowledged()
    {
        var job = await _pool.Submitted(await _pool.Job("true"));

        Assert.NotNull((await Room.Scheduler.AcknowledgeAsync([job], default)).Single().Failure);
    }

    [Fact]
    public async Task Releasing_again_is_harmless()
    {
        var job = await _pool.Submitted(await _pool.Job("sleep 600"));

        await _pool.Release(job);
        await _pool.Release(job);

        await _pool.Ad(job.Tag, ad => ad.Status == JobStatus.Running);
        await _pool.Release(job);
    }

    [Fact]
    public async Task A_job_is_released_only_under_its_own_tag()
    {
        var job = await _pool.Submitted(await _pool.Job("true"));

        await Room.Scheduler.ReleaseAsync([(JobTag.Parse("somebody-else"), job.Job)], default);

        Assert.True((await _pool.Ad(job.Tag, _ => true)).IsGated);
    }

    [Fact]
    public async Task Removing_by_tag_takes_all_jobs_that_carry_it_and_no_other_however_often()
    {
        var twice = await _pool.Job("sleep 600");
        var (one, other) = (await _pool.Submitted(twice), await _pool.Submitted(twice with { Attempt = 2 }));
        var upper = await _pool.Job("sleep 600", JobTag.Parse(twice.Tag.Value.ToUpperInvariant()));
        var bystander = await _pool.Submitted(upper);
        await _pool.Release(one);
        await _pool.Ad(one.Tag, ad => ad.Status == JobStatus.Running, one.Job);

        for (var i = 0; i < 2; i++)
            Assert.Null((await Room.Scheduler.RemoveAsync([twice.Tag, JobTag.Parse("unknown-tag")], default))[i].Failure);

        await _pool.Ad(one.Tag, ad => ad.FromHistory && ad.Status == JobStatus.Removed && ad.EverStarted && !ad.IsVoid, one.Job);
        await _pool.Ad(
            other.Tag,
            ad => ad.FromHistory && ad.IsVoid && ad.RemoveReason!.StartsWith("Removed by InterLink", StringComparison.Ordinal),
            other.Job
        );
        Assert.All(await Room.Scheduler.RemoveAsync([twice.Tag], default), result => Assert.Null(result.Failure));
        Assert.True((await _pool.Ad(bystander.Tag, _ => true)).IsGated);
    }

    [Fact]
    public async Task Just_the_job_that_lost_the_election_is_removed()
    {
        var job = await _pool.Job("true");
        var (winner, loser) = (await _pool.Submitted(job), await _pool.Submitted(job with { Attempt = 2 }));
        Assert.True(winner.Job < loser.Job);

        Assert.Null((await Room.Scheduler.RemoveJobsAsync([loser], default)).Single().Failure);

        await _pool.Ad(job.Tag, ad => ad.IsVoid, loser.Job);
        Assert.Null((await Room.Scheduler.RemoveJobsAsync([loser], default)).Single().Failure);
        Assert.True((await _pool.Ad(job.Tag, _ => true, winner.Job)).IsGated);
    }

    [Fact]
    public async Task An_unknown_tag_is_known_to_have_no_job()
    {
        var found = await Room.Scheduler.FindAsync([JobTag.Parse("nobody")], HistoryReach.Whole, default);

        Assert.Null(found.Failure);
        Assert.Empty(found.Jobs);
    }

    [Fact]
    public async Task One_bad_job_harms_no_other_of_its_batch()
    {
        var jobs = new[]
        {
            await _pool.Job("true"),
            await _pool.Job("true"),
            await _pool.Job("true"),
            await _pool.Job("true"),
            await _pool.Job("true") with
            {
                Arguments = ["a b"],
            },
        };
        Assert.Null(await Room.Folders.RemoveAsync(jobs[1].Tag, default));

        var results = await Room.Scheduler.SubmitAsync(jobs, default);

        Assert.Equal(
            [null, CondorFailureKind.Failed, null, null, CondorFailureKind.Rejected],
            results.Select(result => result.Failure?.Kind)
        );
        Assert.Equal(
            results.Where(result => result.Failure is null).Select(result => result.Job!.Value),
            (await Room.Scheduler.ListAsync(default)).Jobs.Select(ad => ad.Id).Order()
        );
    }

    [Fact]
    public async Task Jobs_of_different_shapes_go_out_together_and_each_gets_what_is_its_own()
    {
        var plain = await _pool.Job("echo args: \"$@\"; ls -x -I condor_exec.exe");
        var rich = plain with
        {
            Tag = (await _pool.Job("echo args: \"$@\"; ls -x")).Tag,
            Arguments = ["a/b", "c+d"],
            InputFiles = ["script", "more"],
            DiskKiB = 2048,
        };
        Assert.Null(await Room.Folders.WriteAsync(rich.Tag, [new JobFile("more", "x"u8.ToArray())], default));

        var results = await Room.Scheduler.SubmitAsync([rich, plain], default);

        await _pool.Release((results[0].Tag, results[0].Job!.Value), (results[1].Tag, results[1].Job!.Value));
        foreach (var result in results)
            await _pool.Ad(result.Tag, ad => ad.Status == JobStatus.Completed);
        Assert.Matches("^args: a/b c\\+d\n.*more +", await OutputOf(results[0]));
        Assert.Matches("^args:\n(?!.*more)", await OutputOf(results[1]));
    }

    private async Task<string> OutputOf(JobResult result)
    {
        await Room.Scheduler.FetchOutputAsync([(result.Tag, result.Job!.Value)], default);
        return Room.ReadOutput(result.Tag);
    }
}
