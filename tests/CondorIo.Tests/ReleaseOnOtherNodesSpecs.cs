using HtcondorActors.TestPool;

namespace HtcondorActors.CondorIo.Tests;

/// <summary>A job that leaves its node, on a real pool of one node.</summary>
[Collection(PoolCollection.Name)]
public sealed class ReleaseOnOtherNodesSpecs(CondorPool pool)
{
    private const string OnlyNode = "pool.test";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_ends_by_the_signal_is_held_with_our_subcode_and_runs_again_only_elsewhere(bool spooled)
    {
        using var room = new PoolTestBed(pool, options => spooled ? PoolTestBed.Spooled(pool, options) : options);
        var (once, good) = (Path.Combine(room.Room.Options.DataRootFolder, "once"), await room.Submitted(await room.Job("true")));
        var job = await room.Submitted(await room.Job($"[ -e {once} ] || {{ touch {once}; echo left; kill -PROF $$; }}; echo here"));
        await room.Release(job, good);

        var held = await room.Ad(job.Tag, ad => ad.Status == JobStatus.Held && ad.HoldReasonCode is not (15 or 16));
        Assert.Equal(
            (true, NodeFaultHolds.Code, (int?)NodeFaultHolds.SubCode, 1, 1),
            (held.IsNodeFault, held.HoldReasonCode, held.HoldReasonSubCode, held.HoldsByItself, held.HoldsByPolicy)
        );

        await MoveAsync(job, [OnlyNode, "other.test", "no\"host"], TimeProvider.System.GetUtcNow().AddHours(1));
        var idle = await room.Ad(job.Tag, ad => ad is { Status: JobStatus.Idle, RejectReason: not null });
        Assert.Equal(1, idle.NumJobStarts);
        Assert.Equal("other.test,pool.test", pool.Tool("condor_q", job.Job.ToString(), "-af", "InterLinkAvoid").Stdout.Trim());
        // The others are as they were.
        Assert.Equal(JobStatus.Completed, (await room.Ad(good.Tag, ad => ad.Status == JobStatus.Completed)).Status);

        Assert.Equal(0, pool.Tool("condor_hold", job.Job.ToString()).ExitCode);
        await room.Ad(job.Tag, ad => ad.Status == JobStatus.Held);
        Assert.NotNull((await MoveAsync(job, [OnlyNode], DateTimeOffset.UnixEpoch)).Failure);
        Assert.Equal(0, pool.Tool("condor_release", job.Job.ToString()).ExitCode);
        await room.Ad(job.Tag, ad => ad.Status == JobStatus.Completed);

        async Task<JobResult> MoveAsync((JobTag Tag, JobId Job) it, string[] machines, DateTimeOffset until) =>
            (await room.Room.Scheduler.ReleaseOnOtherNodesAsync([new JobToMove(it.Tag, it.Job, machines, until)], default)).Single();
    }

    [Fact]
    public async Task What_cannot_be_noted_is_not_released_and_jobs_without_a_node_are_just_released()
    {
        using var room = new PoolTestBed(pool, options => options);
        var job = await room.Submitted((await room.Job("true")) with { Commands = [new("requirements", "TARGET.Machine == \"nowhere\"")] });
        await room.Release(job);
        pool.Tool("condor_qedit", job.Job.ToString(), "PeriodicHold", "true");
        await room.Ad(job.Tag, ad => ad.Status == JobStatus.Held && ad.HoldReasonCode == 3);
        pool.Tool("condor_qedit", job.Job.ToString(), "PeriodicHold", "false");

        var gone = new JobToMove(JobTag.Parse("unknown"), new JobId(99999, 0), [OnlyNode], DateTimeOffset.UnixEpoch);
        var results = await room.Room.Scheduler.ReleaseOnOtherNodesAsync(
            [gone, new JobToMove(job.Tag, job.Job, ["\n"], DateTimeOffset.UnixEpoch)],
            default
        );

        Assert.Equal([gone.Tag, job.Tag], results.Select(result => result.Tag));
        Assert.All(results, result => Assert.Null(result.Failure));
        Assert.Equal("undefined", pool.Tool("condor_q", job.Job.ToString(), "-af", "InterLinkAvoid").Stdout.Trim());
        await room.Ad(job.Tag, ad => ad.Status == JobStatus.Idle);
    }
}
