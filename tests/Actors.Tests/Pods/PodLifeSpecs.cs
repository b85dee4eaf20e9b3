using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

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
    public void A_create_writes_the_files_before_the_pod_is_accepted()
    {
        var decision = Hear(PodState.Of(Uid), Create);
        Assert.IsType<WriteFiles>(Assert.Single(decision.Effects));
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
        Assert.Null(decision.CreateReply);
    }

    [Fact]
    public void A_second_create_does_not_write_or_submit_twice()
    {
        var pod = Next(PodState.Of(Uid), Create);
        Assert.Empty(Hear(pod, Create).Effects);
        Assert.Empty(Hear(Next(pod, new FilesWritten(null)), Create).Effects);
    }

    [Fact]
    public void A_pod_is_accepted_and_its_submit_intended_before_it_is_submitted()
    {
        var decision = Hear(Next(PodState.Of(Uid), Create), new FilesWritten(null));
        Assert.Contains(decision.Facts, fact => fact is PodAccepted);
        Assert.Contains(decision.Facts, fact => fact is SubmitIntended { Attempt: 1 });
        Assert.Equal(new Submit(1), Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_full_disk_is_said_and_nothing_is_kept()
    {
        var full = new CondorFailure(CondorFailureKind.StorageFull, "job folder", null, "No space left on device");
        var pod = Next(PodState.Of(Uid), Create);
        var decision = Hear(pod, new FilesWritten(full));
        Assert.Contains("No space left", Assert.IsType<PodNotAccepted>(decision.CreateReply).Words, StringComparison.Ordinal);
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
        Assert.Contains(Hear(Next(pod, new FilesWritten(full)), Create).Effects, effect => effect is WriteFiles); // it may be asked again
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_every_submit_there_is_a_look_whatever_the_tool_said(bool failed)
    {
        var decision = Hear(Accepted, new SubmitEnded(failed ? TimedOut : null));
        Assert.IsType<Look>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void The_smallest_job_that_is_not_void_is_elected_and_the_others_are_removed()
    {
        var decision = Hear(Accepted, Found(Gated(12), Void(7), Gated(9)));
        Assert.Contains(decision.Facts, fact => fact is ReleaseDecided { Job: { Cluster: 9 } });
        Assert.Contains(new Release(new(9, 0)), decision.Effects);
        Assert.Equal([new JobId(12, 0)], Assert.Single(decision.Effects.OfType<RemoveLosers>()).Jobs);
        Assert.Equal(new PodCreated(Uid, "9.0"), decision.CreateReply);
    }

    [Fact]
    public void A_look_that_failed_decides_nothing()
    {
        var decision = Hear(Accepted, new JobsFound(JobQuery.CannotTell(TimedOut)));
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
        Assert.Empty(decision.Effects);
        Assert.NotNull(decision.RemindAfter);
    }

    [Fact]
    public void A_scheduler_that_is_away_is_no_refusal_however_often()
    {
        var pod = Accepted;
        for (var i = 0; i < 20; i++)
        {
            pod = Next(pod, new SubmitEnded(Refused));
            pod = Next(pod, new JobsFound(JobQuery.CannotTell(TimedOut)));
            pod = Next(pod, new Remind());
        }
        Assert.Equal(Stage.Accepted, pod.Stage);
    }

    [Fact]
    public void A_submit_that_the_schedd_does_not_take_now_is_tried_again_with_growing_waits_however_often()
    {
        var limit = new CondorFailure(
            CondorFailureKind.Failed,
            "condor_submit",
            1,
            "Number of submitted jobs would exceed MAX_JOBS_PER_OWNER"
        );
        var (pod, waits) = (Accepted, new List<TimeSpan>());
        for (var i = 0; i < 12; i++)
        {
            var looked = Next(pod, new SubmitEnded(limit));
            waits.Add(Hear(looked, Found()).RemindAfter!.Value);
            var waiting = Next(looked, Found());
            Assert.Contains(
                "MAX_JOBS_PER_OWNER",
                ((Waiting)PodStatusView.Of(waiting)!.Containers[0].State).Message,
                StringComparison.Ordinal
            );
            pod = Next(Next(waiting, new Remind()), Found());
            Assert.Equal(Step.Submitting, pod.Step);
        }
        Assert.Equal(Stage.Accepted, pod.Stage);
        Assert.Equal(waits.Order(), waits);
        AssertAbout(Options.RetryAtMost, waits[^1]);
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

    /// <summary>Less a fifth at most, so that pods which failed together do not all come again at once.</summary>
    private static void AssertAbout(TimeSpan wait, TimeSpan seen) => Assert.InRange(seen, wait * 0.8, wait);

    [Fact]
    public void Pods_that_failed_together_come_again_one_after_the_other()
    {
        var waits = Enumerable
            .Range(0, 100)
            .Select(i =>
                new DecisionContext(PodState.Of(PodUid.Parse($"6c1c3bd0-0000-4000-8000-{i:d12}")), Step.None, Noon, Options).After(3)
            )
            .ToArray();
        Assert.All(waits, wait => AssertAbout(Options.RetryAfter * 8, wait));
        Assert.True(waits.Distinct().Count() > 80, $"{waits.Distinct().Count()} different waits of 100 pods");
    }

    [Fact]
    public void Waits_grow_while_the_scheduler_is_away_up_to_a_bound()
    {
        var pod = Accepted;
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            waits.Add(Hear(pod, new JobsFound(JobQuery.CannotTell(TimedOut))).RemindAfter!.Value);
            pod = Next(pod, new JobsFound(JobQuery.CannotTell(TimedOut)));
        }
        AssertAbout(Options.RetryAfter, waits[0]);
        Assert.Equal(waits.Order(), waits);
        AssertAbout(Options.RetryAtMost, waits[^1]);
    }

    [Fact]
    public void Two_refused_submits_with_a_look_that_works_are_a_refusal_in_the_schedulers_words()
    {
        var once = Next(Accepted, new SubmitEnded(Refused));
        Assert.Contains(new Submit(2), Hear(once, Found()).Effects);
        var twice = Next(Next(once, Found()), new SubmitEnded(Refused));
        var decision = Hear(twice, Found());
        Assert.Equal(new PodRefused("not allowed here"), decision.CreateReply);
        Assert.Contains(decision.Effects, effect => effect is RemoveFiles);
    }

    [Fact]
    public void A_refused_pod_may_be_created_again()
    {
        Assert.Contains(Hear(Refusal, Create).Effects, effect => effect is WriteFiles);
    }

    [Fact]
    public void A_submit_that_reported_success_but_shows_nothing_is_not_repeated_at_once()
    {
        var decision = Hear(Next(Accepted, new SubmitEnded(null)), Found());
        Assert.Empty(decision.Effects);
        Assert.NotNull(decision.RemindAfter);
    }

    [Fact]
    public void A_create_that_takes_long_is_answered_with_the_uid_because_the_pod_is_safe()
    {
        Assert.Equal(new PodCreated(Uid, Uid.Value), Hear(Accepted, new CreateReplyDue()).CreateReply);
        Assert.Null(Hear(Next(PodState.Of(Uid), Create), new CreateReplyDue()).CreateReply); // not safe yet
    }

    [Fact]
    public void A_delete_during_a_submit_is_remembered_at_once_and_acted_on_when_the_submit_is_over()
    {
        var submitting = Accepted.Apply(new StepTaken(Step.Submitting));
        var decision = Hear(submitting, new DeletePod(Uid));
        Assert.Equal(new DeletionAccepted(Uid), decision.DeleteReply);
        Assert.Equal(new PodWasDeleted(Uid), decision.CreateReply);
        Assert.DoesNotContain(decision.Effects, effect => effect is RemoveAll);
        Assert.Contains(Hear(Next(submitting, new DeletePod(Uid)), new SubmitEnded(null)).Effects, effect => effect is RemoveAll);
    }

    [Fact]
    public void A_deletion_goes_on_until_a_look_shows_no_job_and_only_then_removes_the_files()
    {
        Assert.Contains(Hear(Deleting, new RemoveEnded(null)).Effects, effect => effect is Look);
        var dying = Hear(Deleting, Found(Ad(7, JobStatus.Removed)));
        Assert.Empty(dying.Effects);
        Assert.NotNull(dying.RemindAfter);
        Assert.Contains(Hear(Deleting, new JobsFound(JobQuery.CannotTell(TimedOut))).Facts, fact => fact is CallEnded);
        var none = Next(Deleting, Found());
        Assert.Contains(Hear(Deleting, Found()).Effects, effect => effect is RemoveFiles);
        Assert.Contains(Hear(none, new FilesRemoved(null)).Facts, fact => fact is PodDeleted);
    }

    [Fact]
    public void A_job_with_a_long_grace_period_is_asked_to_go_once_and_then_looked_at_ever_more_rarely()
    {
        var leaving = Ad(7, JobStatus.Removed);
        var (pod, waits) = (Deleting, new List<TimeSpan>());
        for (var looks = 0; looks < 12; looks++)
        {
            waits.Add(Hear(pod, Found(leaving)).RemindAfter!.Value);
            pod = Next(pod, Found(leaving));
            Assert.Equal([new Look(AlsoHistory: false)], Hear(pod, new Remind()).Effects);
            pod = Next(pod, new Remind());
        }
        Assert.Equal(waits.Order(), waits);
        AssertAbout(Options.RetryAtMost, waits[^1]);
        // One that nobody has asked yet, as a submit that came late.
        var late = Next(pod, Found(leaving, Ad(8, JobStatus.Held)));
        Assert.Equal([new RemoveAll()], Hear(late, new Remind()).Effects);
    }

    [Fact]
    public void Files_removed_before_the_delete_came_do_not_end_the_deletion()
    {
        var clearing = Next(Refusal.Apply(new StepTaken(Step.DiscardingFiles)), new DeletePod(Uid));
        Assert.Contains(Hear(clearing, new FilesRemoved(null)).Effects, effect => effect is RemoveAll);
    }

    [Fact]
    public void A_deleted_pod_does_not_come_back()
    {
        Assert.Equal(new PodWasDeleted(Uid), Hear(Deleted, Create).CreateReply);
        Assert.Equal(new PodWasDeleted(Uid), Hear(Deleting, Create).CreateReply);
        Assert.Contains(Hear(Deleted, new StrayJobSeen(Uid, Gated(30), TimeSpan.Zero)).Effects, effect => effect is RemoveAll);
    }

    [Fact]
    public void Deleting_what_was_never_heard_of_leaves_a_tombstone_too()
    {
        var decision = Hear(PodState.Of(Uid), new DeletePod(Uid));
        Assert.Contains(decision.Facts, fact => fact is DeletionAsked);
        Assert.Contains(decision.Effects, effect => effect is RemoveAll);
    }

    [Fact]
    public void A_tombstone_is_forgotten_when_it_is_old()
    {
        Assert.DoesNotContain(Hear(Deleted, new WakeUp(Uid), TimeSpan.FromHours(1)).Effects, effect => effect is ForgetEvents);
        Assert.Contains(
            new ForgetEvents(TombstoneToo: true),
            Hear(Deleted, new WakeUp(Uid), Options.RememberDeleted + TimeSpan.FromHours(1)).Effects
        );
    }

    [Fact]
    public void A_delete_of_a_pod_that_was_never_accepted_is_remembered_whatever_the_clock_says_until_the_pod_is_told_to_forget_it()
    {
        var burying = Next(Next(Next(PodState.Of(Uid), new DeletePod(Uid)), new RemoveEnded(null)), Found());
        Assert.Contains(new UnknownPodDeleted(), Hear(burying, new FilesRemoved(null)).Facts);
        var deleted = Next(burying, new FilesRemoved(null));
        Assert.Equal(Unknown with { StepNumber = deleted.StepNumber }, deleted);
        foreach (var step in (TimeSpan[])[TimeSpan.FromDays(-400), TimeSpan.FromHours(1), TimeSpan.FromDays(400)])
        {
            Assert.Equal(new PodWasDeleted(Uid), Hear(deleted, Create, step).CreateReply);
            foreach (var input in (IPodInput[])[new WakeUp(Uid), new Remind(), new DeletePod(Uid)])
                Assert.DoesNotContain(Hear(deleted, input, step).Effects, effect => effect is ForgetEvents);
            Assert.Equal([new ForgetEvents(TombstoneToo: true), new Passivate()], Hear(deleted, new ForgetUnknown(Uid), step).Effects);
        }
    }

    [Fact]
    public void A_tombstone_stays_while_a_stray_job_of_its_pod_is_being_removed()
    {
        var removing = Next(Unknown, new StrayJobSeen(Uid, Gated(31), TimeSpan.Zero));
        Assert.Empty(Hear(removing, new ForgetUnknown(Uid)).Effects);
        Assert.Contains(new ForgetEvents(TombstoneToo: true), Hear(Next(removing, new RemoveEnded(null)), new ForgetUnknown(Uid)).Effects);
    }

    [Fact]
    public void A_pod_that_was_accepted_once_does_not_take_itself_for_one_that_never_was()
    {
        foreach (var pod in (PodState[])[Accepted, Released, Finished, Deleting, Retained])
            Assert.Equal(Decision.Nothing, Hear(pod, new ForgetUnknown(Uid)));
        foreach (var pod in (PodState[])[PodState.Of(Uid), Refusal, Deleted])
            Assert.Equal([new Passivate()], Hear(pod, new ForgetUnknown(Uid)).Effects);
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
    public void A_late_job_of_a_live_pod_is_removed_and_the_elected_one_is_not()
    {
        Assert.Equal(
            [new JobId(31, 0)],
            Assert.Single(Hear(Released, new StrayJobSeen(Uid, Gated(31), TimeSpan.Zero)).Effects.OfType<RemoveLosers>()).Jobs
        );
        Assert.Empty(Hear(Released, new StrayJobSeen(Uid, Gated(7), TimeSpan.Zero)).Effects);
    }
}
