using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>What depends on the pool's own behaviour and is not the same in both ways of submitting.</summary>
[Collection(PoolCollection.Name)]
public sealed class PoolSpecs(CondorPool pool)
{
    [Fact]
    public async Task A_removed_job_is_told_to_stop_and_its_last_words_arrive()
    {
        using var room = new PoolTestBed(pool);
        var job = await room.Submitted(await room.Job("trap 'echo stopped; exit 3' TERM; echo started; while :; do sleep 0.1; done"));
        await room.Release(job);
        await room.Output(job, "started\n");

        await room.Room.Scheduler.RemoveAsync([job.Tag], default);

        await room.Output(job, "started\nstopped\n");
        await room.Ad(job.Tag, ad => ad.FromHistory && ad.Status == JobStatus.Removed && ad.ExitCode == 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_nobody_releases_is_removed_by_the_schedd_itself_and_is_void(bool spooled)
    {
        using var room = new PoolTestBed(
            pool,
            options => (spooled ? PoolTestBed.Spooled(pool, options) : options) with { AbandonedAfter = TimeSpan.FromSeconds(2) }
        );
        var job = await room.Submitted(await room.Job("true"));

        var gone = await room.Ad(job.Tag, ad => ad.FromHistory && ad.Status == JobStatus.Removed);

        Assert.True(gone.IsVoid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_ends_at_once_is_fetched_whole_after_its_end(bool spooled)
    {
        using var room = new PoolTestBed(pool, options => spooled ? PoolTestBed.Spooled(pool, options) : options);
        var job = await room.Submitted(await room.Job("echo all of it"));
        await room.Release(job);
        await room.Ad(job.Tag, ad => ad.Status == JobStatus.Completed);

        Assert.Null((await room.Room.Scheduler.FetchOutputAsync([job], default)).Single().Failure);

        Assert.Equal("all of it\n", room.Room.ReadOutput(job.Tag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_output_of_many_jobs_is_fetched_though_some_have_none(bool spooled)
    {
        using var room = new PoolTestBed(pool, options => spooled ? PoolTestBed.Spooled(pool, options) : options);
        var gated = await room.Submitted(await room.Job("true"));
        var (one, two) = (await room.Submitted(await room.Job("echo one")), await room.Submitted(await room.Job("echo two")));
        await room.Release(one, two);
        foreach (var job in new[] { one, two })
            await room.Ad(job.Tag, ad => ad.Status == JobStatus.Completed);

        var results = await room.Room.Scheduler.FetchOutputAsync(
            [gated, one, (JobTag.Parse("unknown"), new JobId(99999, 0)), two],
            default
        );

        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.Equal(["", "one\n", "", "two\n"], results.Select(result => room.Room.ReadOutput(result.Tag)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_held_by_a_person_is_not_taken_for_gated_and_not_released(bool spooled)
    {
        using var room = new PoolTestBed(pool, options => spooled ? PoolTestBed.Spooled(pool, options) : options);
        var job = await room.Submitted(await room.Job("sleep 600"));
        await room.Release(job);
        await room.Ad(job.Tag, ad => ad.Status == JobStatus.Running);
        pool.Tool("condor_hold", job.Job.ToString());
        var held = await room.Ad(job.Tag, ad => ad.Status == JobStatus.Held);
        Assert.Equal((1, false), (held.HoldReasonCode, held.IsGated));

        await room.Release(job);
        Assert.NotNull((await room.Room.Scheduler.ReleaseHeldAsync([job], default)).Single().Failure);

        Assert.Equal((JobStatus.Held, 0), await room.Ad(job.Tag, _ => true) is var still ? (still.Status, still.HoldsByItself) : default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_held_by_HTCondor_itself_is_counted_and_let_run_again_and_one_behind_its_gate_is_not(bool spooled)
    {
        using var room = new PoolTestBed(pool, options => spooled ? PoolTestBed.Spooled(pool, options) : options);
        var gated = await room.Submitted(await room.Job("true"));
        var job = await room.Submitted((await room.Job("true")) with { Commands = [new("requirements", "TARGET.Machine == \"nowhere\"")] });
        await room.Release(job);
        for (var held = 1; held <= 2; held++)
        {
            pool.Tool("condor_qedit", job.Job.ToString(), "PeriodicHold", "true");
            Assert.Equal(
                (3, held),
                await room.Ad(job.Tag, ad => ad.Status == JobStatus.Held && ad.HoldReasonCode is not (15 or 16)) is var ad
                    ? (ad.HoldReasonCode, ad.HoldsByItself)
                    : default
            );
            pool.Tool("condor_qedit", job.Job.ToString(), "PeriodicHold", "false");
            Assert.Null((await room.Room.Scheduler.ReleaseHeldAsync([job], default)).Single().Failure);
            await room.Ad(job.Tag, again => again.Status == JobStatus.Idle);
        }
        await room.Room.Scheduler.ReleaseHeldAsync([gated], default);
        Assert.True((await room.Ad(gated.Tag, _ => true)).IsGated);
    }

    [Fact]
    public async Task A_remote_history_is_read_beyond_the_number_of_jobs_that_the_schedd_would_look_at_unasked()
    {
        using var room = new PoolTestBed(pool, options => PoolTestBed.Spooled(pool, options));
        var (first, second) = (await room.Submitted(await room.Job("true")), await room.Submitted(await room.Job("true")));
        foreach (var job in new[] { first, second })
        {
            await room.Room.Scheduler.RemoveAsync([job.Tag], default);
            await room.Ad(job.Tag, ad => ad.FromHistory);
        }
        var setting = Path.Combine(pool.Folder, "etc", "config.d", "short-history.conf");
        try
        {
            await File.WriteAllTextAsync(setting, "HISTORY_HELPER_MAX_HISTORY = 1\n");
            pool.Tool("condor_reconfig");
            string[] plain =
            [
                "-name",
                "schedd@pool.test",
                "-af",
                "ClusterId",
                "-constraint",
                $"ClusterId == {first.Job.Cluster} || ClusterId == {second.Job.Cluster}",
            ];
            await Eventually.Sees(() => pool.Tool("condor_history", plain).Stdout, seen => seen == $"{second.Job.Cluster}\n");

            await room.Ad(first.Tag, ad => ad.FromHistory);
        }
        finally
        {
            File.Delete(setting);
            pool.Tool("condor_reconfig");
        }
    }
}
