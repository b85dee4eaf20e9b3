using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>What follows from the state of a job, from its absence and from what its run says.</summary>
public sealed class PodLifeSpecs
{
    [Theory]
    [InlineData(JobStatus.Running)]
    [InlineData(JobStatus.Idle)]
    [InlineData(JobStatus.Held)]
    [InlineData(JobStatus.Completed)]
    public void A_job_of_a_pod_that_was_never_heard_of_is_told_and_left_alone(JobStatus status)
    {
        foreach (
            var ad in (JobAd[])
                [
                    Ad(7, status),
                    Ad(7, status) with
                    {
                        HoldReasonCode = 16,
                        StatusSince = Noon.AddDays(-30),
                    },
                    Ad(7, status) with
                    {
                        HoldReasonCode = 15,
                    },
                ]
        )
            Assert.Equal(
                [new ReportUnownedJob(new(7, 0)), new Passivate()],
                Hear(PodState.Of(Uid), new StrayJobSeen(Uid, ad, TimeSpan.Zero)).Effects
            );
    }

    [Fact]
    public void A_job_of_a_pod_that_was_refused_is_told_as_owned_by_nobody()
    {
        Assert.Equal(
            [new ReportUnownedJob(new(31, 0)), new Passivate()],
            Hear(Refusal, new StrayJobSeen(Uid, Gated(31), TimeSpan.Zero)).Effects
        );
    }

    [Fact]
    public void A_job_that_goes_on_long_after_its_pod_has_ended_is_removed()
    {
        var over = Next(
            Next(Released, new JobSeen(Ad(7, JobStatus.Running) with { NumJobStarts = 1 })),
            new RunSeen(Run(0, 0, 0, ended: true))
        );
        Assert.Equal(Stage.Finished, over.Stage);
        var running = new JobSeen(Ad(7, JobStatus.Running) with { NumJobStarts = 1 });
        Assert.Empty(Hear(over, running, TimeSpan.FromMinutes(4)).Effects);
        Assert.Equal([new RemoveAll()], Hear(over, running, TimeSpan.FromMinutes(6)).Effects);
        Assert.Equal([new RemoveAll()], Hear(over, new JobSeen(Ad(7, JobStatus.Suspended)), TimeSpan.FromMinutes(6)).Effects);
    }

    [Fact]
    public void An_end_that_was_not_caused_by_a_stop_is_told_at_once()
    {
        var decision = Hear(Released, new RunSeen(Run(0, 0, 42, ended: true)));
        var finished = Assert.Single(decision.Facts.OfType<PodFinished>());
        Assert.Equal([0, 42], finished.Containers.Select(c => c.ExitCode));
        Assert.Equal([0], finished.InitContainers.Select(c => c.ExitCode));
    }

    [Fact]
    public void An_end_caused_by_a_stop_waits_for_the_state_of_the_job()
    {
        var decision = Hear(Released, new RunSeen(Run(0, 143, 143, stopped: true, ended: true)));
        Assert.DoesNotContain(decision.Facts, fact => fact is PodFinished);
    }

    [Theory]
    [InlineData(JobStatus.Completed, false, true)]
    [InlineData(JobStatus.Removed, true, true)]
    [InlineData(JobStatus.Removed, false, false)]
    [InlineData(JobStatus.Held, false, false)]
    [InlineData(JobStatus.Running, false, false)]
    public void The_stream_is_read_to_its_end_when_the_job_is_over(JobStatus status, bool fromHistory, bool over)
    {
        var ad = Ad(7, status) with { FromHistory = fromHistory, NumJobStarts = 1, HoldReasonCode = 1 };
        Assert.Equal(over, Hear(Released, new JobSeen(ad)).Effects.Any(effect => effect is ReadStream));
    }

    [Fact]
    public void A_held_job_whose_program_had_ended_is_over()
    {
        var ad = Ad(7, JobStatus.Held) with { HoldReasonCode = 12, ExitCode = 4, NumJobStarts = 1 };
        Assert.Contains(Hear(Released, new JobSeen(ad)).Effects, effect => effect is ReadStream);
    }

    [Fact]
    public void One_absence_is_no_loss_two_are()
    {
        Assert.Empty(Hear(Released, new JobNotSeen(AllMissing: false)).Effects);
        var once = Next(Released, new JobNotSeen(AllMissing: false));
        Assert.Contains(Hear(once, new JobNotSeen(AllMissing: false)).Effects, effect => effect is ReadStream);
        var seenAgain = Next(once, new JobSeen(Ad(7, JobStatus.Running)));
        Assert.Empty(Hear(seenAgain, new JobNotSeen(AllMissing: false)).Effects);
    }

    [Fact]
    public void All_jobs_missing_at_once_is_doubted_for_minutes()
    {
        var pod = Next(Next(Released, new JobNotSeen(AllMissing: true)), new JobNotSeen(AllMissing: true), TimeSpan.FromMinutes(1));
        Assert.Empty(Hear(pod, new JobNotSeen(AllMissing: true), TimeSpan.FromMinutes(2)).Effects);
        Assert.Contains(Hear(pod, new JobNotSeen(AllMissing: true), TimeSpan.FromMinutes(6)).Effects, effect => effect is ReadStream);
        // Nobody could look in between: that is not the same absence.
        Assert.Empty(Hear(pod, new JobNotSeen(AllMissing: true), TimeSpan.FromMinutes(7)).Effects);
    }

    [Fact]
    public void The_output_of_a_completed_job_is_fetched_again_rather_than_given_up()
    {
        var pod = Next(Released, new JobSeen(Ad(7, JobStatus.Completed)));
        var decision = Hear(pod, new RunRead(HtcondorActors.Actors.Streams.RunView.Empty, TimedOut));
        Assert.DoesNotContain(decision.Facts, fact => fact is PodFinished);
        Assert.NotNull(decision.RemindAfter);
    }

    [Fact]
    public void A_job_removed_behind_its_gate_is_replaced()
    {
        var reading = Next(Released, new JobSeen(Void(7)));
        var decision = Hear(reading, new RunRead(RunView.Empty, null));
        Assert.Contains(decision.Facts, fact => fact is JobVoided);
        Assert.Contains(new Look(AlsoHistory: true), decision.Effects);
        Assert.Contains(new Submit(2), Hear(Next(reading, new RunRead(RunView.Empty, null)), Found(Void(7))).Effects);
    }

    [Fact]
    public void A_job_that_still_is_behind_its_gate_is_released_again()
    {
        Assert.Contains(new Release(new(7, 0)), Hear(Released, new JobSeen(Gated(7))).Effects);
    }

    [Fact]
    public void A_finished_pod_never_changes_and_its_job_is_let_out_of_the_queue()
    {
        Assert.Contains(new Acknowledge(new(7, 0)), Hear(Finished, new JobSeen(Ad(7, JobStatus.Completed))).Effects);
        var later = Next(Finished, new RunSeen(Run(0, 1, 1, ended: true)));
        Assert.Same(Finished.End?.GetType(), later.End?.GetType());
        Assert.Equal([0, 0], later.End!.Containers.Select(c => c.ExitCode));
        Assert.Contains(Hear(Finished, new JobSeen(Ad(7, JobStatus.Completed) with { FromHistory = true })).Facts, fact => fact is JobLeft);
    }

    [Fact]
    public void A_late_job_of_a_live_pod_is_removed_and_the_elected_one_is_watched_again()
    {
        Assert.Equal(
            [new JobId(31, 0)],
            Assert
                .Single(Hear(Released, new StrayJobSeen(Uid, Gated(31), TimeSpan.Zero)).Effects.OfType<RemoveLosers>())
                .Jobs.Select(job => job.Id)
        );
        // The poller has forgotten the pod: it has moved to another node.
        Assert.Equal([new StartWatching(new(7, 0), Stream: true)], Hear(Released, new StrayJobSeen(Uid, Gated(7), TimeSpan.Zero)).Effects);
    }
}
