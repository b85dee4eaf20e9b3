using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.Actors.Tests.Reading;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>A job whose ad cannot be read is neither seen nor missing.</summary>
public sealed class QueuePollerUnreadableSpecs : QueuePollerTestBed
{
    [Fact]
    public void A_job_that_cannot_be_read_is_neither_told_nor_missing_and_is_said_once()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(7, JobStatus.Running)]);
        Watch(Poller());
        ExpectMsg<JobSeen>();

        // The value changes with each poll, as a time would.
        Scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd with { Words = $"is -{Lists}" }] };
        AfterPolls(5);

        ExpectNoMsg(TimeSpan.Zero);
        Assert.Single(Logged.Lines, line => line.Contains("7.0", StringComparison.Ordinal));
        Assert.DoesNotContain(Scheduler.Calls, call => call.Call == "find in history");
    }

    [Fact]
    public void A_job_without_a_readable_id_may_be_any_job_of_its_pod()
    {
        Scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd with { Id = null }] };
        var poller = Poller();
        Watch(poller);
        poller.Tell(new WatchJob(Other, new(8, 0)), TestActor);

        Assert.True(Missing().AllMissing); // the other pod's
        AfterPolls(5);
        Assert.DoesNotContain(Scheduler.Calls, call => call.Items.Contains(Sample.Uid.Tag.Value));
    }

    [Fact]
    public void A_job_that_the_history_has_and_that_cannot_be_read_there_is_not_missing()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Ad(9, JobStatus.Running) with { Tag = Other }]);
        Scheduler.Find = _ => JobQuery.Of([]) with { Unreadable = [Odd] };
        Watch(Poller());
        ExpectMsg(new JobDeparted(AllMissing: false, null));
        AfterPolls(5);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Jobs_that_cannot_be_read_are_counted_on_the_board_and_said_in_the_log_only_once()
    {
        Scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd] };
        Poller(TestActor);
        AwaitCondition(() => Board.Status.WithoutTimes() == "degraded: jobs-that-cannot-be-read: 1 job (7.0)");
        Scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd, Odd with { Id = null }] };
        AwaitCondition(() =>
            Board.Status.WithoutTimes() == "degraded: jobs-that-cannot-be-read: 2 jobs, 1 of them without a readable id; the log says more"
        );
        AfterPolls(3);
        Assert.Equal(2, Logged.Lines.Count); // one for each of them, and none of the board's
        Scheduler.List = () => JobQuery.Of([]);
        AwaitCondition(() => Board.Status == "ok");
    }
}
