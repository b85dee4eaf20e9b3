using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

public sealed class QueuePollerActorSpecs : TestKit
{
    private static readonly UnreadableJob Odd = new(new JobId(7, 0), Sample.Uid.Tag, "JobStatus", "is -7, expected 0 to 10");

    private readonly ScriptedScheduler _scheduler = new();
    private readonly HealthBoard _board = new();
    private readonly CapturedLog<QueuePollerActor> _log = new();
    private static readonly ActorsOptions Options = Sample.Options with { PollInterval = TimeSpan.FromMilliseconds(20) };
    private static readonly JobTag Other = JobTag.Parse("another-pod");

    private readonly PodsWaitingForScheduler _waiting = new();

    private UnownedJobs Unowned => new(_board, "me", _log);

    private static readonly Action<string?> NoTrouble = _ => { };

    private IActorRef Poller(IActorRef? pods = null, IActorRef? fetcher = null) =>
        Sys.ActorOf(
            Props.Create(() =>
                new QueuePollerActor(
                    _scheduler,
                    pods ?? ActorRefs.Nobody,
                    fetcher,
                    Unowned,
                    _waiting,
                    Options,
                    TimeProvider.System,
                    _log,
                    NoTrouble
                )
            )
        );

    private void Watch(IActorRef poller, int cluster = 7) => poller.Tell(new WatchJob(Sample.Uid.Tag, new(cluster, 0)), TestActor);

    private void AfterPolls(int more)
    {
        var now = Lists;
        AwaitCondition(() => Lists >= now + more);
    }

    private JobNotSeen Missing() => (JobNotSeen)FishForMessage(message => message is JobNotSeen);

    private int Lists => _scheduler.Calls.Count(call => call.Call == "list");

    [Fact]
    public void A_change_is_told_once()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        Watch(Poller());
        Assert.Equal(JobStatus.Idle, ExpectMsg<JobSeen>().Ad.Status);
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running)]);
        Assert.Equal(JobStatus.Running, ExpectMsg<JobSeen>().Ad.Status);
    }

    [Fact]
    public void Watching_again_is_being_told_anew()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Completed)]);
        var poller = Poller();
        Watch(poller);
        ExpectMsg<JobSeen>();
        Watch(poller);
        ExpectMsg<JobSeen>();
    }

    [Fact]
    public void A_query_that_failed_tells_nobody_anything()
    {
        _scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        var poller = Poller();
        Watch(poller);
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        poller.Tell(new GetPollHealth(), TestActor);
        Assert.Equal(Sample.TimedOut, ExpectMsg<PollHealth>().Failure);
    }

    [Fact]
    public void A_job_that_left_the_queue_is_looked_for_in_the_history()
    {
        _scheduler.Find = _ => JobQuery.Of([Sample.Ad(7, JobStatus.Removed) with { FromHistory = true }]);
        Watch(Poller());
        ExpectMsg<JobDeparted>();
        Assert.True(ExpectMsg<JobSeen>().Ad.FromHistory);
    }

    [Fact]
    public void A_job_that_is_nowhere_is_told_as_missing_and_whether_all_are()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        Watch(Poller());
        Assert.False(Missing().AllMissing);
        _scheduler.List = () => JobQuery.Of([]);
        FishForMessage(message => message is JobNotSeen { AllMissing: true });
    }

    [Fact]
    public void A_job_that_is_seen_again_unchanged_after_an_absence_is_told_again_or_the_next_absence_would_count_as_the_second_in_a_row()
    {
        JobQuery there = JobQuery.Of([Sample.Ad(7, JobStatus.Running)]),
            away = JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        _scheduler.List = () => there;
        Watch(Poller());
        ExpectMsg<JobSeen>();
        _scheduler.List = () => away;
        Missing();
        _scheduler.List = () => there;
        FishForMessage(message => message is JobSeen);
    }

    [Fact]
    public void Who_sees_an_empty_queue_has_seen_nothing_even_if_the_history_tells_of_other_jobs()
    {
        // The history is a file that everybody may read; an identity that sees no jobs sees it as well.
        _scheduler.Find = _ => JobQuery.Of([Sample.Ad(3, JobStatus.Completed) with { Tag = Other, FromHistory = true }]);
        Watch(Poller());
        Assert.True(Missing().AllMissing);
    }

    [Fact]
    public void A_history_that_could_not_be_asked_is_no_absence()
    {
        _scheduler.Find = _ => JobQuery.CannotTell(Sample.TimedOut);
        var poller = Poller();
        Watch(poller);
        ExpectMsg(new JobDeparted(AllMissing: true, null));
        ExpectMsg(new JobDeparted(AllMissing: true, Sample.TimedOut));
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
        poller.Tell(new GetPollHealth(), TestActor);
        var health = ExpectMsg<PollHealth>();
        Assert.Equal((null, Sample.TimedOut), (health.Failure, health.History));
        Assert.StartsWith("jobs that have left the queue cannot be looked up: ", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_waited_for_the_scheduler_go_on_when_the_queue_can_be_seen_again()
    {
        _scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        Poller(TestActor);
        AfterPolls(2);
        _waiting.Add(Sample.Uid);
        AfterPolls(2);
        ExpectNoMsg(TimeSpan.Zero);
        _scheduler.List = () => JobQuery.Of([]);
        Assert.Equal(new WakeUp(Sample.Uid), ExpectMsg<WakeUp>());
        AfterPolls(2);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_pod_whose_call_failed_just_after_the_queue_was_seen_again_goes_on_with_the_next_poll()
    {
        _scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        Poller(TestActor);
        AfterPolls(2);
        var answers = 0;
        _scheduler.List = () =>
        {
            if (Interlocked.Increment(ref answers) == 2)
                _waiting.Add(Sample.Uid); // after the first good answer was spread
            return JobQuery.Of([]);
        };
        Assert.Equal(new WakeUp(Sample.Uid), ExpectMsg<WakeUp>());
        AwaitCondition(() => answers > 3);
        _waiting.Add(Sample.Uid); // of another reason
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_job_whose_id_another_pods_job_was_given_is_missing()
    {
        // The schedd's queue was lost, and it began to count anew.
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running) with { Tag = Other }]);
        Watch(Poller());
        Missing();
    }

    [Fact]
    public void Of_two_jobs_of_the_pod_with_one_id_in_the_history_that_is_told_which_the_pod_has_elected()
    {
        var gone = Sample.Ad(7, JobStatus.Removed) with { FromHistory = true };
        _scheduler.Find = _ => JobQuery.Of([gone with { GlobalJobId = "schedd#7.0#2" }, gone with { GlobalJobId = "schedd#7.0#1" }]);
        Poller().Tell(new WatchJob(Sample.Uid.Tag, new(7, 0), "schedd#7.0#1"), TestActor);
        Assert.Equal("schedd#7.0#1", ((JobSeen)FishForMessage(message => message is JobSeen)).Ad.GlobalJobId);
    }

    [Fact]
    public void A_job_that_was_submitted_while_the_queue_was_being_listed_is_not_gone()
    {
        var list = new TaskCompletionSource<JobQuery>();
        _scheduler.ListLater = list.Task;
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        var poller = Poller();
        AwaitCondition(() => Lists == 1);
        Watch(poller);
        poller.Tell(new GetPollHealth(), TestActor);
        ExpectMsg<PollHealth>(); // it watches
        _scheduler.ListLater = null;
        list.SetResult(JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]));
        Assert.Equal(JobStatus.Idle, ExpectMsg<JobSeen>().Ad.Status);
        Assert.Empty(_scheduler.Reaches);
    }

    [Fact]
    public void While_the_history_hangs_each_change_in_the_queue_is_told_at_once()
    {
        _scheduler.FindLater = new TaskCompletionSource<JobQuery>().Task;
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Idle) with { Tag = Other }]);
        var poller = Poller();
        Watch(poller);
        ExpectMsg(new JobDeparted(AllMissing: false, null));
        poller.Tell(new WatchJob(Other, new(9, 0)), TestActor);
        Assert.Equal(JobStatus.Idle, ExpectMsg<JobSeen>().Ad.Status);
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Held) with { Tag = Other }]);
        Assert.Equal(JobStatus.Held, ExpectMsg<JobSeen>().Ad.Status);
        AfterPolls(3);
        Assert.Single(_scheduler.Reaches);
    }

    [Fact]
    public void A_job_that_is_seen_in_the_queue_while_the_history_is_read_is_not_missing()
    {
        var look = new TaskCompletionSource<JobQuery>();
        _scheduler.FindLater = look.Task;
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Idle) with { Tag = Other }]);
        Watch(Poller());
        ExpectMsg<JobDeparted>();
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Idle)]);
        ExpectMsg<JobSeen>();
        look.SetResult(JobQuery.Of([]));
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_history_is_not_asked_about_a_job_whose_end_is_known_unless_the_queue_is_empty()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        var poller = Poller();
        poller.Tell(new WatchJob(Sample.Uid.Tag, new(7, 0), EndIsKnown: true), TestActor);
        ExpectMsg(new JobDeparted(AllMissing: false, null));
        AfterPolls(3);
        Assert.Empty(_scheduler.Reaches);
        _scheduler.List = () => JobQuery.Of([]);
        FishForMessage(message => message is JobNotSeen { AllMissing: true });
    }

    [Fact]
    public void A_job_that_left_after_another_was_found_in_the_history_is_looked_for_no_further_back()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        _scheduler.Find = _ => JobQuery.Of([Sample.Ad(7, JobStatus.Removed) with { FromHistory = true, GlobalJobId = "schedd#7.0#1" }]);
        var poller = Poller();
        Watch(poller);
        FishForMessage(message => message is JobSeen);
        poller.Tell(new WatchJob(Other, new(9, 0)), TestActor);
        FishForMessage(message => message is JobSeen);
        AfterPolls(2);
        _scheduler.List = () => JobQuery.Of([Sample.Ad(11, JobStatus.Running) with { Tag = JobTag.Parse("a-third") }]);
        _scheduler.Find = _ => JobQuery.Of([]);
        FishForMessage(message => message is JobNotSeen);
        // One that was never seen in the queue may have left it at any time.
        poller.Tell(new WatchJob(JobTag.Parse("a-fourth"), new(12, 0)), TestActor);
        AwaitCondition(() => _scheduler.Reaches[^1] == HistoryReach.Whole && _scheduler.Reaches.Count > 2);
        Assert.Equal([HistoryReach.Whole, HistoryReach.BackTo("schedd#7.0#1")], _scheduler.Reaches.Take(2));
    }

    [Fact]
    public void A_job_that_cannot_be_read_is_neither_told_nor_missing_and_is_said_once()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running)]);
        Watch(Poller());
        ExpectMsg<JobSeen>();

        // The value changes with each poll, as a time would.
        _scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd with { Words = $"is -{Lists}" }] };
        AfterPolls(5);

        ExpectNoMsg(TimeSpan.Zero);
        Assert.Single(_log.Lines, line => line.Contains("7.0", StringComparison.Ordinal));
        Assert.DoesNotContain(_scheduler.Calls, call => call.Call == "find in history");
    }

    [Fact]
    public void A_job_without_a_readable_id_may_be_any_job_of_its_pod()
    {
        _scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd with { Id = null }] };
        var poller = Poller();
        Watch(poller);
        poller.Tell(new WatchJob(Other, new(8, 0)), TestActor);

        Assert.True(Missing().AllMissing); // the other pod's
        AfterPolls(5);
        Assert.DoesNotContain(_scheduler.Calls, call => call.Items.Contains(Sample.Uid.Tag.Value));
    }

    [Fact]
    public void A_job_that_the_history_has_and_that_cannot_be_read_there_is_not_missing()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        _scheduler.Find = _ => JobQuery.Of([]) with { Unreadable = [Odd] };
        Watch(Poller());
        ExpectMsg(new JobDeparted(AllMissing: false, null));
        AfterPolls(5);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void The_output_of_a_running_job_is_fetched_also_while_its_ad_cannot_be_read()
    {
        var fetcher = CreateTestProbe();
        _scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running)]);
        Watch(Poller(fetcher: fetcher));
        fetcher.FishForMessage(message => message is RunningJobs { Jobs.Count: 1 });

        _scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd] };
        AfterPolls(3);
        Assert.All(fetcher.ReceiveWhile(TimeSpan.FromMilliseconds(100), message => (RunningJobs)message), run => Assert.Single(run.Jobs));
    }

    [Fact]
    public void A_job_that_nobody_watches_is_told_to_its_pod_and_not_at_every_tick()
    {
        _scheduler.List = () => JobQuery.Of([Sample.Gated(31)]);
        Poller(TestActor);
        Assert.Equal(31, ExpectMsg<StrayJobSeen>().Ad.Id.Cluster);
        AfterPolls(3);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Jobs_without_a_pod_are_named_in_the_log_once_and_on_the_board_while_they_are_there()
    {
        JobAd[] jobs =
        [
            .. Enumerable.Range(31, 7).Select(id => Sample.Ad(id, JobStatus.Running) with { Tag = JobTag.Parse($"lost-{id}") }),
        ];
        _scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut); // so that all are told before the next look
        var poller = Poller(TestActor);
        foreach (var job in jobs)
            poller.Tell(new UnownedJobSeen(job.Id), TestActor);
        _scheduler.List = () => JobQuery.Of(jobs);
        AwaitCondition(() =>
            _board.Status == "degraded: jobs-without-a-pod: 7 jobs (31.0, 32.0, 33.0, 34.0, 35.0, ...) are owned by no pod"
        );
        poller.Tell(new UnownedJobSeen(jobs[0].Id), TestActor); // told again, as strays are
        AfterPolls(3);
        Assert.StartsWith(
            "7 jobs (31.0, 32.0, 33.0, 34.0, 35.0, ...) of this instance are owned by no pod",
            Assert.Single(_log.Lines, line => !line.StartsWith("the queue", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        // One is adopted by a create, the others leave.
        poller.Tell(new WatchJob(jobs[0].Tag!, jobs[0].Id), TestActor);
        _scheduler.List = () => JobQuery.Of([jobs[0]]);
        AwaitCondition(() => _board.Status == "ok");
        Assert.DoesNotContain(_scheduler.Calls, call => call.Call.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public void Jobs_without_a_tag_or_with_a_tag_that_names_no_pod_are_counted_as_owned_by_nobody()
    {
        JobAd[] jobs =
        [
            Sample.Ad(31, JobStatus.Running) with
            {
                Tag = null,
            },
            Sample.Ad(32, JobStatus.Idle) with
            {
                Tag = JobTag.Parse("No_Uid"),
            },
        ];
        _scheduler.List = () => JobQuery.Of(jobs);
        Poller(TestActor);
        AwaitCondition(() => _board.Status == "degraded: jobs-without-a-pod: 2 jobs (31.0, 32.0) are owned by no pod");
        AfterPolls(3);
        Assert.StartsWith("2 jobs (31.0, 32.0) of this instance are owned by no pod", Assert.Single(_log.Lines), StringComparison.Ordinal);
        _scheduler.List = () => JobQuery.Of([jobs[1] with { Status = JobStatus.Removed }]);
        AwaitCondition(() => _board.Status == "ok");
        ExpectNoMsg(TimeSpan.Zero);
        Assert.All(_scheduler.Calls, call => Assert.Equal("list", call.Call));
    }

    [Fact]
    public void Jobs_that_cannot_be_read_are_counted_on_the_board_and_said_in_the_log_only_once()
    {
        _scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd] };
        Poller(TestActor);
        AwaitCondition(() => _board.Status == "degraded: jobs-that-cannot-be-read: 1 jobs (7.0)");
        _scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd, Odd with { Id = null }] };
        AwaitCondition(() =>
            _board.Status == "degraded: jobs-that-cannot-be-read: 2 jobs, 1 of them without a readable id; the log says more"
        );
        AfterPolls(3);
        Assert.Equal(2, _log.Lines.Count); // one for each of them, and none of the board's
        _scheduler.List = () => JobQuery.Of([]);
        AwaitCondition(() => _board.Status == "ok");
    }

    [Fact]
    public void Jobs_of_another_data_folder_are_named_in_the_log_once_and_on_the_board_whenever_they_appear()
    {
        _scheduler.List = () => JobQuery.Of([]);
        Poller(TestActor);
        AfterPolls(2);
        _scheduler.List = () => JobQuery.Of([]) with { OfAnotherFolder = [new(12, 0), new(9, 0)] };
        AwaitCondition(() =>
            _board.Status
            == "degraded: jobs-of-another-data-folder: 2 jobs (9.0, 12.0) carry the InstanceName \"me\" and are another data folder's"
        );
        AfterPolls(3);
        Assert.StartsWith(
            "2 jobs (9.0, 12.0) carry the InstanceName \"me\" and are another data folder's; they are left alone",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal
        );
        ExpectNoMsg(TimeSpan.Zero);
        _scheduler.List = () => JobQuery.Of([]);
        AwaitCondition(() => _board.Status == "ok");
    }

    [Fact]
    public void One_query_serves_all_pods()
    {
        var tags = Enumerable.Range(1, 50).Select(i => JobTag.Parse($"pod-{i}")).ToArray();
        _scheduler.List = () => JobQuery.Of([.. tags.Select((tag, i) => Sample.Ad(i + 1, JobStatus.Idle) with { Tag = tag })]);
        var poller = Poller();
        for (var i = 0; i < tags.Length; i++)
            poller.Tell(new WatchJob(tags[i], new(i + 1, 0)), TestActor);
        ReceiveN(50);
        AfterPolls(2);
        Assert.DoesNotContain(_scheduler.Calls, call => call.Call != "list" && call.Items.Count > 0 && call.Call == "find");
    }
}
