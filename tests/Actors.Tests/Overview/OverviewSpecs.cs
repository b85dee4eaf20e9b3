using HtcondorActors.Actors.Overview;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Overview;

/// <summary>An operator's line of a pod.</summary>
public sealed class OverviewSpecs
{
    private readonly PodStates _states = new();

    [Fact]
    public void A_pod_whose_submit_fails_names_the_schedd_as_the_reason_and_the_next_try()
    {
        _states.Show(Accepted.Apply(new SubmitTried(TimedOut)).Apply(new CallEnded(TimedOut)), Noon);
        _states.ShowNextTry(Uid, Noon.AddSeconds(20));

        var pod = Line();
        Assert.Equal((PodStage.Submitting, "SchedulerUnreachable", ReasonOwner.Site), (pod.Stage, pod.Reason, pod.Owner));
        Assert.Equal((1, "condor_q: no answer in 30 s"), (pod.Failures, pod.LastFailure));
        Assert.Equal((Noon.AddSeconds(20), "the next try of the submit"), (pod.NextTryAt, pod.WaitsFor));
        Assert.Contains("no answer in 30 s", pod.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_held_pod_names_HTCondors_hold_and_whose_problem_that_is()
    {
        var held = Ad(7, JobStatus.Held) with
        {
            HoldReasonCode = 34,
            HoldReasonSubCode = 102,
            HoldReason = "memory usage exceeded",
            StatusSince = Noon.AddMinutes(-3),
        };
        _states.Show(Released.Apply(new JobAdUpdated(held, Noon)), Noon);

        var pod = Line();
        Assert.Equal((PodStage.Held, "JobHeld", "JobOutOfResources"), (pod.Stage, pod.Reason, pod.Hold));
        Assert.Equal((34, 102), (pod.HoldCode, pod.HoldSubCode));
        Assert.All(
            PodContainersView.Of(_states.Find(Uid)!.Pod),
            container => Assert.Equal(("waiting", "JobHeld", 0), (container.State, container.Reason, container.Restarts))
        );
        Assert.Equal((ReasonOwner.User, Noon.AddMinutes(-3)), (pod.Owner, pod.Since));
        Assert.Contains("memory usage exceeded", pod.Message, StringComparison.Ordinal);
        Assert.Equal("somebody who releases or removes the job", pod.WaitsFor);
    }

    [Fact]
    public void A_pod_whose_hold_a_person_must_end_shows_no_next_try_although_a_reminder_is_set()
    {
        var held = Ad(7, JobStatus.Held) with { HoldReasonCode = 1, HoldReason = "disk check" };
        _states.Show(Released.Apply(new JobAdUpdated(held, Noon)), Noon);
        _states.ShowNextTry(Uid, Noon.AddMinutes(1));

        Assert.Equal(((DateTimeOffset?)null, "somebody who releases or removes the job"), (Line().NextTryAt, Line().WaitsFor));
    }

    [Fact]
    public void A_pod_whose_hold_passes_shows_when_the_sidecar_releases_its_job()
    {
        var held = Ad(7, JobStatus.Held) with { HoldReasonCode = 13, HoldReason = "no disk", HoldsByItself = 1 };
        _states.Show(Released.Apply(new JobAdUpdated(held, Noon)), Noon);
        _states.ShowNextTry(Uid, Noon.AddMinutes(1));

        Assert.Equal((Noon.AddMinutes(1), "the time to release the job"), (Line().NextTryAt, Line().WaitsFor));
    }

    [Fact]
    public void A_pod_that_was_recovered_while_the_schedd_is_silent_is_unknown_and_not_submitting()
    {
        _states.Show(Released, Noon);
        _states.ShowNextTry(Uid, Noon.AddMinutes(1));

        Assert.Equal((PodStage.Unknown, "Recovering", (DateTimeOffset?)null), (Line().Stage, Line().Reason, Line().NextTryAt));
        Assert.Equal("the schedd to show the job", Line().WaitsFor);
    }

    [Fact]
    public void A_running_pod_shows_its_slot_what_it_uses_and_how_many_containers_are_ready()
    {
        var ad = Ad(7, JobStatus.Running) with { NumJobStarts = 1, SlotHost = "slot1_2@wn042", UsedCpuSeconds = 90, UsedMemoryMiB = 300 };
        var pod = Released.Apply(new JobAdUpdated(ad, Noon)).Apply(new RunViewUpdated(Run(0, null, null)));
        _states.Show(pod, Noon);

        var line = Line();
        Assert.Equal((PodStage.Running, "Running"), (line.Stage, line.Reason));
        Assert.Equal(("slot1_2@wn042", 90L, 300L), (line.SlotHost, line.UsedCpuSeconds, line.UsedMemoryMiB));
        Assert.Equal((2, 2, "7.0", 1), (line.ReadyContainers, line.Containers, line.JobId, line.JobStarts));
    }

    [Fact]
    public void The_time_since_is_that_of_the_stage_and_reason_and_not_of_the_last_change()
    {
        var idle = Ad(7, JobStatus.Idle);
        _states.Show(Released.Apply(new JobAdUpdated(idle, Noon)), Noon);
        _states.Show(Released.Apply(new JobAdUpdated(idle with { RejectReason = "no match" }, Noon.AddHours(1))), Noon.AddHours(1));
        Assert.Equal(Noon, Line().Since);
    }

    [Fact]
    public void A_new_reason_in_the_same_stage_begins_now_and_a_new_stage_when_the_schedd_says_so()
    {
        var pod = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Noon));
        _states.Show(pod, Noon.AddMinutes(1));
        Assert.Equal(Noon, Line().Since);
        _states.Show(pod.Apply(new IdleExplained(new("0 of 9 slots fit", NoSlotFits: true, 0, null))), Noon.AddHours(3));
        Assert.Equal(("NoSlotFits", Noon.AddHours(3)), (Line().Reason, Line().Since));
        var held = Ad(7, JobStatus.Held) with { HoldReasonCode = 1, StatusSince = Noon.AddHours(4) };
        _states.Show(pod.Apply(new JobAdUpdated(held, Noon.AddHours(5))), Noon.AddHours(5));
        Assert.Equal(PodStage.Held, Line().Stage);
        Assert.Equal(Noon.AddHours(5), Line().Since);
    }

    [Fact]
    public void An_image_that_cannot_be_fetched_is_one_wait_although_its_reason_alternates()
    {
        var pod = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Running), Noon));
        var minutes = 0;
        foreach (var reason in (string[])[PodReasons.ErrImagePull, PodReasons.ImagePullBackOff, PodReasons.ErrImagePull])
        {
            var run = new ContainerRun(null, null, null) { ImageWait = new(reason, "no such image") };
            var view = new RunView
            {
                RunId = "1.1",
                Containers = new Dictionary<string, ContainerRun> { ["prepare"] = run },
            };
            _states.Show(pod.Apply(new RunViewUpdated(view)), Noon.AddMinutes(minutes += 5));
            Assert.Equal((reason, Noon), (Line().Reason, Line().Since));
        }
    }

    [Fact]
    public void A_failed_pod_has_the_reason_of_the_container_that_failed()
    {
        _states.Show(
            Released.Apply(new PodFinished([Ended(0, "Completed")], [Ended(0, "Completed"), Ended(137, "OOMKilled")], Noon)),
            Noon
        );
        Assert.Equal((PodStage.Failed, "OOMKilled", ReasonOwner.User), (Line().Stage, Line().Reason, Line().Owner));
    }

    [Fact]
    public void A_pod_that_is_being_deleted_is_shown_until_it_is_gone()
    {
        _states.Show(Deleting, Noon);
        Assert.Equal((PodStage.Deleting, "Deleting"), (Line().Stage, Line().Reason));
        _states.Show(Deleted, Noon);
        Assert.Null(_states.Find(Uid));
    }

    [Fact]
    public void A_pod_with_a_lost_output_says_so_while_its_containers_still_count_as_running()
    {
        var pod = Released
            .Apply(new JobAdUpdated(Ad(7, JobStatus.Running) with { NumJobStarts = 1 }, Noon))
            .Apply(new RunViewUpdated(Run(0, null, null)))
            .Apply(new JobAdUpdated(Ad(7, JobStatus.Completed), Noon))
            .Apply(new OutputAbsent(Noon));
        _states.Show(pod, Noon);
        Assert.Equal((PodStage.Ending, "OutputMissing", ReasonOwner.Sidecar), (Line().Stage, Line().Reason, Line().Owner));
    }

    private static Terminated Ended(int code, string reason) => new(code, reason, null, Noon, Noon);

    /// <summary>The whole overview, after it was compared with the line of the list, which is made in another way.</summary>
    private PodOverview Line()
    {
        var snapshot = _states.Find(Uid)!;
        var (whole, line) = (PodOverviewView.Of(snapshot, [], default), new PodLine(snapshot, [], default));
        foreach (var member in typeof(IPodLine).GetProperties())
            Assert.Equal((member.Name, member.GetValue(whole)), (member.Name, member.GetValue(line)));
        return whole;
    }
}

file static class StatesOfTests
{
    public static void Show(this PodStates states, PodState pod, DateTimeOffset now) => states.Show(pod, PodStatusView.Of(pod), now);
}
