namespace HtcondorActors.CondorIo.Tests;

public abstract partial class SchedulerContract
{
    /// <summary>What the schedd calls itself is what it writes into its jobs. A job's id is an id in its queue only.</summary>
    [Fact]
    public async Task The_schedd_says_the_name_with_which_the_global_ids_of_its_jobs_begin_and_each_look_names_it()
    {
        var asked = await Room.Scheduler.ScheddAsync(default);
        Assert.Null(asked.Failure);

        var (tag, job) = await _pool.Submitted(await _pool.Job("sleep 600"));
        var found = await Room.Scheduler.FindAsync([tag], HistoryReach.Whole, default);
        Assert.Equal(asked.Name, ScheddName.OfJob(Assert.Single(found.Jobs, ad => ad.Id == job).GlobalJobId));
        Assert.Equal(asked.Name, found.Schedd);
        Assert.Equal(asked.Name, (await Room.Scheduler.ListAsync(default)).Schedd);

        var nothing = await Room.Scheduler.FindAsync([JobTag.Parse("of-nobody")], HistoryReach.Whole, default);
        Assert.Equal((null, 0, asked.Name), (nothing.Failure, nothing.Jobs.Count, nothing.Schedd));
    }

    /// <summary>A schedd that lost its queue gives ids again, and an earlier submit may come again under its own tag.</summary>
    [Fact]
    public async Task Of_two_jobs_that_got_the_same_id_only_the_one_that_the_global_id_names_is_touched()
    {
        var (done, gated) = (await _pool.Submitted(await _pool.Job("true")), await _pool.Submitted(await _pool.Job("true")));
        var (own, lost) = (await NamedAsync(done), (await NamedAsync(done)) with { GlobalJobId = "lost.example#1.0#1700000000" });

        // The named job is gone, so nothing is left to do for it.
        await TouchesNothingAsync(ad => ad.IsGated, () => Room.Scheduler.ReleaseAsync([lost], default));
        await TouchesNothingAsync(ad => ad.IsGated, () => Room.Scheduler.RemoveJobsAsync([lost], default));

        // One call may have both: jobs with their global id, and jobs that no look has shown yet.
        Assert.All(await Room.Scheduler.ReleaseAsync([own, gated], default), result => Assert.Null(result.Failure));
        foreach (var job in (JobTag[])[done.Tag, gated.Tag])
            await _pool.Ad(job, ad => ad.Status == JobStatus.Completed);
        await TouchesNothingAsync(ad => !ad.FromHistory, () => Room.Scheduler.AcknowledgeAsync([lost], default));
        Assert.All(await Room.Scheduler.AcknowledgeAsync([own, await NamedAsync(gated)], default), result => Assert.Null(result.Failure));
        await _pool.Ad(done.Tag, ad => ad.FromHistory);

        async Task TouchesNothingAsync(Func<JobAd, bool> isAsBefore, Func<Task<IReadOnlyList<JobResult>>> call)
        {
            Assert.Null((await call()).Single().Failure);
            Assert.True(isAsBefore((await Room.Scheduler.FindAsync([done.Tag], HistoryReach.Whole, default)).Jobs.Single()));
        }
    }

    private async Task<JobKey> NamedAsync((JobTag Tag, JobId Job) job) =>
        new(job.Tag, job.Job, (await _pool.Ad(job.Tag, _ => true)).GlobalJobId);
}
