using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>Which pods may have a job in the queue that their journal does not know.</summary>
public sealed class StrayTagsSpecs : QueuePollerTestBed
{
    [Fact]
    public void Before_the_queue_was_seen_any_pod_may_have_a_job()
    {
        Scheduler.List = () => JobQuery.CannotTell(Sample.TimedOut);
        Poller();
        AfterPolls(2);
        Assert.True(Strays.MayInclude(Sample.Uid.Tag));
    }

    [Fact]
    public void An_empty_queue_proves_nothing()
    {
        Scheduler.List = () => JobQuery.Of([]);
        Poller();
        AfterPolls(2);
        Assert.True(Strays.MayInclude(Sample.Uid.Tag));
    }

    [Fact]
    public void A_job_that_no_pod_watches_shows_that_its_pod_has_one_and_an_empty_queue_does_not_end_that()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Gated(31)]);
        Poller();
        AwaitCondition(() => !Strays.MayInclude(Other));
        Assert.True(Strays.MayInclude(Sample.Uid.Tag));
        Scheduler.List = () => JobQuery.Of([]);
        AfterPolls(2);
        Assert.True(Strays.MayInclude(Sample.Uid.Tag));
    }

    [Fact]
    public void A_job_that_cannot_be_read_may_be_any_pods_also_if_it_is_the_only_one()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Gated(31)]);
        Poller();
        AwaitCondition(() => !Strays.MayInclude(Other));
        Scheduler.List = () => JobQuery.Of([Sample.Gated(31)]) with { Unreadable = [Odd with { Tag = null }] };
        AwaitCondition(() => Strays.MayInclude(Other));
        Scheduler.List = () => JobQuery.Of([Sample.Gated(31)]);
        AwaitCondition(() => !Strays.MayInclude(Other));
        Scheduler.List = () => JobQuery.Of([]) with { Unreadable = [Odd with { Tag = null }] };
        AwaitCondition(() => Strays.MayInclude(Other));
    }

    [Fact]
    public void The_job_of_a_submit_is_named_to_its_pod_unless_the_pod_may_have_another()
    {
        Scheduler.List = () => JobQuery.Of([Sample.Gated(31)]);
        Poller();
        AwaitCondition(() => !Strays.MayInclude(Other));
        Scheduler.Submit = jobs =>
            Task.FromResult<IReadOnlyList<JobResult>>([
                .. jobs.Select(job => new JobResult(job.Tag, new(32, 0), null) { Submitted = Sample.Gated(32) with { Tag = job.Tag } }),
            ]);
        var condor = new CondorIoOptions
        {
            DataRootFolder = "/nowhere",
            Instance = "me",
            TagAttribute = "InterLinkTag",
        };
        var around = new LaneContext(Scheduler, condor, Sample.Options, Board, Strays, TimeProvider.System);
        var lane = Sys.ActorOf(((RestartableRef)Lanes.Of(around, ActorRefs.Nobody, ActorRefs.Nobody, ActorRefs.Nobody).Submit).Props);
        Assert.Null(Submitted(Sample.Uid.Tag).Job);
        Assert.Equal(Other, Submitted(Other).Job?.Tag);

        SubmitEnded Submitted(JobTag tag)
        {
            var job = new SubmitDescription
            {
                Tag = tag,
                Attempt = 1,
                Executable = "runner.sh",
                Cpus = 1,
                MemoryMiB = 1,
                VacateTime = TimeSpan.Zero,
            };
            lane.Tell(new LaneItem<SubmitDescription>(job, Step: 0), TestActor);
            return ExpectMsg<SubmitEnded>();
        }
    }
}
