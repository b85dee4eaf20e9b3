using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>What a pod hears of its jobs when some ads of the answer cannot be read.</summary>
public sealed class LookLaneSpecs : TestKit
{
    private static readonly JobTag Other = JobTag.Parse("another-pod");

    private readonly ScriptedScheduler _scheduler = new();

    private JobQuery Look(JobTag tag)
    {
        var condor = new CondorIoOptions
        {
            DataRootFolder = "/nowhere",
            Instance = "me",
            TagAttribute = "InterLinkTag",
        };
        var around = new LaneContext(
            _scheduler,
            condor,
            Sample.Options,
            new HealthBoard(TimeProvider.System),
            new StrayTags(),
            TimeProvider.System
        );
        var lane = (RestartableRef)Lanes.Of(around, ActorRefs.Nobody, ActorRefs.Nobody, ActorRefs.Nobody).LookAlsoInHistory;
        Sys.ActorOf(lane.Props).Tell(new LaneItem<JobTag>(tag, Step: 0), TestActor);
        return ExpectMsg<JobsFound>().Query;
    }

    [Fact]
    public void Who_elects_a_job_hears_of_none_while_one_of_the_pods_jobs_cannot_be_read()
    {
        var odd = new UnreadableJob(new JobId(6, 0), Sample.Uid.Tag, "JobStatus", "is -7, expected 0 to 10");
        _scheduler.Find = _ => JobQuery.Of([Sample.Gated(7)]) with { Unreadable = [odd] };

        var look = Look(Sample.Uid.Tag);

        Assert.Empty(look.Jobs);
        Assert.Equal(
            (
                CondorFailureKind.Unreadable,
                "job 6.0 of 5d6a8f0e-0000-4000-8000-000000000001: JobStatus cannot be read (the sidecar's log shows it)"
            ),
            (look.Failure!.Kind, look.Failure.Words)
        );
    }

    [Fact]
    public void An_unreadable_job_of_one_pod_is_nothing_to_another()
    {
        _scheduler.Find = _ => JobQuery.Of([Sample.Gated(7)]) with { Unreadable = [new(new JobId(6, 0), Other, "JobStatus", "is -7")] };

        Assert.Equal((1, null), Look(Sample.Uid.Tag) is var look ? (look.Jobs.Count, look.Failure) : default);
    }

    [Fact]
    public void One_without_a_readable_tag_may_be_anybodys()
    {
        _scheduler.Find = _ =>
            JobQuery.Of([Sample.Gated(7)]) with
            {
                Unreadable = [new(new JobId(6, 0), null, "InterLinkTag", "is a number")],
            };

        Assert.NotNull(Look(Sample.Uid.Tag).Failure);
    }
}
