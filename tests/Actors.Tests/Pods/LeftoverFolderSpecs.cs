using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pod that is not in the journal and has a folder: a job may write to it, if the journal has lost the pod.</summary>
public sealed class LeftoverFolderSpecs
{
    private static readonly PodState Checking = Next(PodState.Of(Uid), new WakeUp(Uid));

    [Fact]
    public void The_folder_of_a_pod_that_nobody_was_told_of_goes_when_the_queue_has_no_job_of_it()
    {
        Assert.IsType<Look>(Assert.Single(Hear(PodState.Of(Uid), new WakeUp(Uid)).Effects));
        Assert.IsType<RemoveFiles>(Assert.Single(Hear(Checking, Found()).Effects));
    }

    [Fact]
    public void The_folder_of_a_running_job_stays_though_the_journal_has_lost_its_pod()
    {
        Assert.IsType<Passivate>(Assert.Single(Hear(Checking, Found(Ad(7, JobStatus.Running))).Effects));
        Assert.IsType<Passivate>(Assert.Single(Hear(Checking, new JobsFound(JobQuery.CannotTell(TimedOut))).Effects));
        var unreadable = JobQuery.Of([]) with { Unreadable = [new UnreadableJob(new(7, 0), Uid.Tag, "JobStatus", "-7")] };
        Assert.IsType<Passivate>(Assert.Single(Hear(Checking, new JobsFound(unreadable)).Effects));
    }

    [Fact]
    public void A_create_that_comes_during_the_check_is_not_held_up()
    {
        var writing = Next(Checking, Create);
        Assert.Equal(Step.Writing, writing.Step);
        Assert.IsType<WriteFiles>(Assert.Single(Hear(Checking, Create).Effects));
    }

    [Fact]
    public void An_adoption_that_is_asked_for_twice_is_one_and_gets_the_job_that_it_led_to()
    {
        var adopting = Next(PodState.Of(Uid), Adopt);
        Assert.Null(Hear(adopting, Adopt).CallerReply);
        Assert.Empty(Hear(adopting, Adopt).Effects);
        var released = Next(adopting, Found(Ad(7, JobStatus.Running)));
        Assert.Equal(new PodCreated(Uid, "7.0"), Hear(released, Adopt).CallerReply);
    }
}
