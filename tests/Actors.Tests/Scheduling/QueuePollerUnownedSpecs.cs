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

/// <summary>Jobs that no pod watches, and jobs that no pod owns.</summary>
public sealed class QueuePollerUnownedSpecs : QueuePollerTestBed
{
    [Fact]
    public void A_job_that_nobody_watches_is_told_to_its_pod_and_not_at_every_tick()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Gated(31)]);
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
        Scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut); // so that all are told before the next look
        var poller = Poller(TestActor);
        foreach (var job in jobs)
            poller.Tell(new UnownedJobSeen(job.Id), TestActor);
        Scheduler.List = () => JobQuery.Of(jobs);
        AwaitCondition(() =>
            Board.Status.WithoutTimes() == "degraded: jobs-without-a-pod: no pod owns 7 jobs (31.0, 32.0, 33.0, 34.0, 35.0, ...)"
        );
        poller.Tell(new UnownedJobSeen(jobs[0].Id), TestActor); // told again, as strays are
        AfterPolls(3);
        Assert.StartsWith(
            "no pod owns 7 jobs (31.0, 32.0, 33.0, 34.0, 35.0, ...) of this instance",
            Assert.Single(Logged.Lines, line => !line.StartsWith("the queue", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        // One is adopted by a create, the others leave.
        poller.Tell(new WatchJob(jobs[0].Tag!, jobs[0].Id), TestActor);
        Scheduler.List = () => JobQuery.Of([jobs[0]]);
        AwaitCondition(() => Board.Status == "ok");
        Assert.DoesNotContain(Scheduler.Calls, call => call.Call.StartsWith("remove", StringComparison.Ordinal));
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
        Scheduler.List = () => JobQuery.Of(jobs);
        Poller(TestActor);
        AwaitCondition(() => Board.Status.WithoutTimes() == "degraded: jobs-without-a-pod: no pod owns 2 jobs (31.0, 32.0)");
        AfterPolls(3);
        Assert.StartsWith("no pod owns 2 jobs (31.0, 32.0) of this instance", Assert.Single(Logged.Lines), StringComparison.Ordinal);
        Scheduler.List = () => JobQuery.Of([jobs[1] with { Status = JobStatus.Removed }]);
        AwaitCondition(() => Board.Status == "ok");
        ExpectNoMsg(TimeSpan.Zero);
        Assert.All(Scheduler.Calls, call => Assert.Equal("list", call.Call));
    }

    [Fact]
    public void Jobs_of_another_data_folder_are_named_in_the_log_once_and_on_the_board_whenever_they_appear()
    {
        Scheduler.List = () => JobQuery.Of([]);
        Poller(TestActor);
        AfterPolls(2);
        Scheduler.List = () => JobQuery.Of([]) with { OfAnotherFolder = [new(12, 0), new(9, 0)] };
        AwaitCondition(() =>
            Board.Status.WithoutTimes()
            == "degraded: jobs-of-another-data-folder: another data folder owns 2 jobs (9.0, 12.0) with the InstanceName \"me\""
        );
        AfterPolls(3);
        Assert.StartsWith(
            "another data folder owns 2 jobs (9.0, 12.0) with the InstanceName \"me\", and nothing is done with them",
            Assert.Single(Logged.Lines),
            StringComparison.Ordinal
        );
        ExpectNoMsg(TimeSpan.Zero);
        Scheduler.List = () => JobQuery.Of([]);
        AwaitCondition(() => Board.Status == "ok");
    }
}
