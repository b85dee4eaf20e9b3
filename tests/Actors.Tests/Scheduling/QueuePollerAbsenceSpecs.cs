using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>A job is not in the queue: the poller asks the history, and tells an absence only where a poll saw it.</summary>
public sealed class QueuePollerAbsenceSpecs : QueuePollerTestBed
{
    [Fact]
    public void A_job_that_left_the_queue_is_looked_for_in_the_history()
    {
        Scheduler.Find = _ => JobQuery.Of([Sample.Ad(7, JobStatus.Removed) with { FromHistory = true }]);
        Watch(Poller());
        ExpectMsg<JobDeparted>();
        Assert.True(ExpectMsg<JobSeen>().Ad.FromHistory);
    }

    [Fact]
    public void A_job_that_is_nowhere_is_told_as_missing_and_whether_all_are()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        Watch(Poller());
        Assert.False(Missing().AllMissing);
        Scheduler.List = () => JobQuery.Of([]);
        FishForMessage(message => message is JobNotSeen { AllMissing: true });
    }

    [Fact]
    public void A_job_that_is_seen_again_unchanged_after_an_absence_is_told_again_or_the_next_absence_would_count_as_the_second_in_a_row()
    {
        JobQuery there = JobQuery.Of([Sample.Ad(7, JobStatus.Running)]),
            away = JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        Scheduler.List = () => there;
        Watch(Poller());
        ExpectMsg<JobSeen>();
        Scheduler.List = () => away;
        Missing();
        Scheduler.List = () => there;
        FishForMessage(message => message is JobSeen);
    }

    [Fact]
    public void Who_sees_an_empty_queue_has_seen_nothing_even_if_the_history_tells_of_other_jobs()
    {
        // The history is a file that everybody may read; an identity that sees no jobs sees it as well.
        Scheduler.Find = _ => JobQuery.Of([Sample.Ad(3, JobStatus.Completed) with { Tag = Other, FromHistory = true }]);
        Watch(Poller());
        Assert.True(Missing().AllMissing);
    }

    [Fact]
    public void A_history_that_could_not_be_asked_is_no_absence()
    {
        Scheduler.Find = _ => JobQuery.CannotTell(Sample.TimedOut);
        var poller = Poller();
        Watch(poller);
        ExpectMsg(new JobDeparted(AllMissing: true, null));
        ExpectMsg(new JobDeparted(AllMissing: true, Sample.TimedOut));
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        poller.Tell(new GetPollHealth(), TestActor);
        var health = ExpectMsg<PollHealth>();
        Assert.Equal((null, Sample.TimedOut), (health.Failure, health.History));
        Assert.StartsWith(
            "jobs that have left the queue cannot be looked up (JobLeftQueue), and their pods wait: 1. ",
            Assert.Single(Logged.Lines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_job_whose_id_another_pods_job_was_given_is_missing()
    {
        // The schedd's queue was lost, and it began to count anew.
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running) with { Tag = Other }]);
        Watch(Poller());
        Missing();
    }

    [Fact]
    public void Of_two_jobs_of_the_pod_with_one_id_in_the_history_that_is_told_which_the_pod_has_elected()
    {
        var gone = Sample.Ad(7, JobStatus.Removed) with { FromHistory = true };
        Scheduler.Find = _ => JobQuery.Of([gone with { GlobalJobId = "schedd#7.0#2" }, gone with { GlobalJobId = "schedd#7.0#1" }]);
        Poller().Tell(new WatchJob(Sample.Uid.Tag, new(7, 0), "schedd#7.0#1"), TestActor);
        Assert.Equal("schedd#7.0#1", ((JobSeen)FishForMessage(message => message is JobSeen)).Ad.GlobalJobId);
    }

    [Fact]
    public void A_job_that_was_submitted_while_the_queue_was_being_listed_is_not_gone()
    {
        var list = new TaskCompletionSource<JobQuery>();
        Scheduler.ListLater = list.Task;
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        var poller = Poller();
        AwaitCondition(() => Lists == 1);
        Watch(poller);
        poller.Tell(new GetPollHealth(), TestActor);
        ExpectMsg<PollHealth>(); // it watches
        Scheduler.ListLater = null;
        list.SetResult(JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]));
        Assert.Equal(JobStatus.Idle, ExpectMsg<JobSeen>().Ad.Status);
        Assert.Empty(Scheduler.Reaches);
    }

    [Fact]
    public void While_the_history_hangs_each_change_in_the_queue_is_told_at_once()
    {
        Scheduler.FindLater = new TaskCompletionSource<JobQuery>().Task;
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Idle) with { Tag = Other }]);
        var poller = Poller();
        Watch(poller);
        ExpectMsg(new JobDeparted(AllMissing: false, null));
        poller.Tell(new WatchJob(Other, new(9, 0)), TestActor);
        Assert.Equal(JobStatus.Idle, ExpectMsg<JobSeen>().Ad.Status);
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Held) with { Tag = Other }]);
        Assert.Equal(JobStatus.Held, ExpectMsg<JobSeen>().Ad.Status);
        AfterPolls(3);
        Assert.Single(Scheduler.Reaches);
    }

    [Fact]
    public void A_job_that_is_seen_in_the_queue_while_the_history_is_read_is_not_missing()
    {
        var look = new TaskCompletionSource<JobQuery>();
        Scheduler.FindLater = look.Task;
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Idle) with { Tag = Other }]);
        Watch(Poller());
        ExpectMsg<JobDeparted>();
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        ExpectMsg<JobSeen>();
        look.SetResult(JobQuery.Of([]));
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_history_is_not_asked_about_a_job_whose_end_is_known_unless_the_queue_is_empty()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        var poller = Poller();
        poller.Tell(new WatchJob(Sample.Uid.Tag, new(7, 0), EndIsKnown: true), TestActor);
        ExpectMsg(new JobDeparted(AllMissing: false, null));
        AfterPolls(3);
        Assert.Empty(Scheduler.Reaches);
        Scheduler.List = () => JobQuery.Of([]);
        FishForMessage(message => message is JobNotSeen { AllMissing: true });
    }

    [Fact]
    public void A_job_that_left_after_another_was_found_in_the_history_is_looked_for_no_further_back()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        Scheduler.Find = _ => JobQuery.Of([Sample.Ad(7, JobStatus.Removed) with { FromHistory = true, GlobalJobId = "schedd#7.0#1" }]);
        var poller = Poller();
        Watch(poller);
        FishForMessage(message => message is JobSeen);
        poller.Tell(new WatchJob(Other, new(9, 0)), TestActor);
        FishForMessage(message => message is JobSeen);
        AfterPolls(2);
        Scheduler.List = () => JobQuery.Of([Sample.Ad(11, JobStatus.Running) with { Tag = JobTag.Parse("a-third") }]);
        Scheduler.Find = _ => JobQuery.Of([]);
        FishForMessage(message => message is JobNotSeen);
        // One that was never seen in the queue may have left it at any time.
        poller.Tell(new WatchJob(JobTag.Parse("a-fourth"), new(12, 0)), TestActor);
        AwaitCondition(() => Scheduler.Reaches[^1] == HistoryReach.Whole && Scheduler.Reaches.Count > 2);
        Assert.Equal([HistoryReach.Whole, HistoryReach.BackTo("schedd#7.0#1")], Scheduler.Reaches.Take(2));
    }

    [Fact]
    public void A_history_that_took_12_s_is_not_read_again_for_48_s()
    {
        var look = new TaskCompletionSource<JobQuery>();
        Scheduler.FindLater = look.Task;
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Idle) with { Tag = Other }]);
        Watch(Poller());
        AwaitCondition(() => Scheduler.Reaches.Count == 1);
        Clock.Advance(TimeSpan.FromSeconds(12));
        Scheduler.FindLater = null;
        look.SetResult(JobQuery.Of([]));
        Missing();
        Clock.Advance(TimeSpan.FromSeconds(47));
        AfterPolls(3);
        Assert.Single(Scheduler.Reaches);
        Clock.Advance(TimeSpan.FromSeconds(1));
        AwaitCondition(() => Scheduler.Reaches.Count > 1);
    }
}
