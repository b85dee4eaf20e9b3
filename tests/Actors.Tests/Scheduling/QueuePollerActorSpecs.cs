using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>The poller tells each change of a job to the pod that watches it, and wakes the pods that waited for the scheduler.</summary>
public sealed class QueuePollerActorSpecs : QueuePollerTestBed
{
    [Fact]
    public void A_change_is_told_once()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        Watch(Poller());
        Assert.Equal(JobStatus.Idle, ExpectMsg<JobSeen>().Ad.Status);
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running)]);
        Assert.Equal(JobStatus.Running, ExpectMsg<JobSeen>().Ad.Status);
    }

    [Fact]
    public void What_a_running_job_has_used_is_told()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running)]);
        Watch(Poller());
        Assert.Null(ExpectMsg<JobSeen>().Ad.UsedCpuSeconds);
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running) with { UsedCpuSeconds = 60 }]);
        Assert.Equal(60, ExpectMsg<JobSeen>().Ad.UsedCpuSeconds);
    }

    [Fact]
    public void Watching_again_is_being_told_anew()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Completed)]);
        var poller = Poller();
        Watch(poller);
        ExpectMsg<JobSeen>();
        Watch(poller);
        ExpectMsg<JobSeen>();
    }

    [Fact]
    public void A_silence_of_a_minute_is_told_to_each_pod_once_with_one_instant_and_its_end_too()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        var (poller, answeredAt) = (Poller(), Clock.GetUtcNow());
        Watch(poller);
        ExpectMsg<JobSeen>();
        Scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new QueueSilence(answeredAt), ExpectMsg<QueueSilent>().Silence);
        Clock.Advance(TimeSpan.FromMinutes(1));
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        Watch(poller); // a pod that comes later
        Assert.Equal(new QueueSilence(answeredAt), ExpectMsg<QueueSilent>().Silence);

        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        Assert.Null(ExpectMsg<QueueSilent>().Silence);
    }

    [Fact]
    public void A_query_that_failed_tells_nobody_anything()
    {
        Scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        var poller = Poller();
        Watch(poller);
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        poller.Tell(new GetPollHealth(), TestActor);
        Assert.Equal(Sample.TimedOut, ExpectMsg<PollHealth>().Failure);
    }

    [Fact]
    public void Pods_that_waited_for_the_scheduler_go_on_when_the_queue_can_be_seen_again()
    {
        Scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        Poller(TestActor);
        AfterPolls(2);
        Waiting.Add(Sample.Uid);
        AfterPolls(2);
        ExpectNoMsg(TimeSpan.Zero);
        Scheduler.List = () => JobQuery.Of([]);
        Assert.Equal(new WakeUp(Sample.Uid), ExpectMsg<WakeUp>());
        AfterPolls(2);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_pod_whose_call_failed_just_after_the_queue_was_seen_again_goes_on_with_the_next_poll()
    {
        Scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        Poller(TestActor);
        AfterPolls(2);
        var answers = 0;
        Scheduler.List = () =>
        {
            if (Interlocked.Increment(ref answers) == 2)
                Waiting.Add(Sample.Uid); // after the first good answer was spread
            return JobQuery.Of([]);
        };
        Assert.Equal(new WakeUp(Sample.Uid), ExpectMsg<WakeUp>());
        AwaitCondition(() => answers > 3);
        Waiting.Add(Sample.Uid); // of another reason
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void One_query_serves_all_pods()
    {
        var tags = Enumerable.Range(1, 50).Select(i => JobTag.Parse($"pod-{i}")).ToArray();
        Scheduler.List = () => JobQuery.Of([.. tags.Select((tag, i) => Sample.Ad(i + 1, JobStatus.Idle) with { Tag = tag })]);
        var poller = Poller();
        for (var i = 0; i < tags.Length; i++)
            poller.Tell(new WatchJob(tags[i], new(i + 1, 0)), TestActor);
        ReceiveN(50);
        AfterPolls(2);
        Assert.DoesNotContain(Scheduler.Calls, call => call.Call != "list" && call.Items.Count > 0 && call.Call == "find");
    }
}
