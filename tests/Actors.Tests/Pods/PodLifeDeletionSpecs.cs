using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.RetryWait;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>From the delete to the tombstone, and to the day on which that is forgotten.</summary>
public sealed class PodLifeDeletionSpecs
{
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
}
