using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Tests.Pods;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>A poller on a scheduler that answers as the test says. The test's own actor watches the jobs.</summary>
public abstract class QueuePollerTestBed : TestKit
{
    private static readonly ActorsOptions Options = Sample.Options with { PollInterval = TimeSpan.FromMilliseconds(20) };
    private static readonly Action<string?> NoTrouble = _ => { };

    private protected static readonly UnreadableJob Odd = new(new JobId(7, 0), Sample.Uid.Tag, "JobStatus", "is -7, expected 0 to 10");
    private protected static readonly JobTag Other = JobTag.Parse("another-pod");

    // It stands still: a look at the history that is slow on a busy machine would put off the next one.
    private readonly FakeTimeProvider _clock = new();

    private protected FakeTimeProvider Clock => _clock;

    private protected ScriptedScheduler Scheduler { get; } = new();
    private protected HealthBoard Board { get; } = new(TimeProvider.System);
    private protected CapturedLog<QueuePollerActor> Logged { get; } = new();
    private protected UnownedBoard Listed { get; } = new();
    private protected StrayTags Strays { get; } = new();
    private protected PodsWaitingForScheduler Waiting { get; } = new();

    private protected int Lists => Scheduler.Calls.Count(call => call.Call == "list");

    private UnownedJobs Unowned => new(Board, Listed, "me", Logged);

    private protected IActorRef Poller(IActorRef? pods = null) =>
        Sys.ActorOf(
            Props.Create(() =>
                new QueuePollerActor(
                    Scheduler,
                    pods ?? ActorRefs.Nobody,
                    Unowned,
                    Strays,
                    Waiting,
                    Options,
                    _clock,
                    _clock,
                    Logged,
                    NoTrouble
                )
            )
        );

    private protected void Watch(IActorRef poller, int cluster = 7) =>
        poller.Tell(new WatchJob(Sample.Uid.Tag, new(cluster, 0)), TestActor);

    private protected void AfterPolls(int more)
    {
        var now = Lists;
        AwaitCondition(() => Lists >= now + more);
    }

    private protected JobNotSeen Missing() => (JobNotSeen)FishForMessage(message => message is JobNotSeen);
}
