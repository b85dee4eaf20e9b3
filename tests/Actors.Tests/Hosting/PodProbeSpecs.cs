using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Journal;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>A shard region that is there and answers nothing, as after its coordinator was stopped.</summary>
public sealed class PodProbeSpecs : TestKit
{
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly FatalFailure _failure = new();

    [Fact]
    public void Pods_that_nobody_can_ask_are_said_and_no_more_when_they_answer_again()
    {
        var region = CreateTestProbe();
        Watchdog(region);
        AwaitCondition(() =>
            _health.Status.StartsWith("degraded: pods: the shard region or the journal does not answer, since ", StringComparison.Ordinal)
        );
        region.SetAutoPilot(
            new DelegateAutoPilot(
                (asker, asked) =>
                {
                    asker.Tell(new RenderedStatus(((GetPodStatus)asked).Uid, null));
                    return AutoPilot.KeepRunning;
                }
            )
        );
        AwaitCondition(() => _health.Status == "ok");
    }

    [Fact]
    public async Task Pods_that_answered_once_and_then_no_more_end_the_process()
    {
        var region = CreateTestProbe();
        Watchdog(region);
        Answer(region);
        Assert.Equal("the shard region or the journal does not answer", (await _failure.Occurred.WaitAsync(TimeSpan.FromSeconds(30))).What);
    }

    [Fact]
    public void While_very_many_pods_are_being_read_after_a_start_the_first_answer_may_take_long()
    {
        var region = CreateTestProbe();
        Watchdog(region);
        for (var i = 0; i < 100; i++)
            region.ExpectMsg<GetPodStatus>();
        Assert.False(_failure.Occurred.IsCompleted);
    }

    private static void Answer(Akka.TestKit.TestProbe region)
    {
        var asked = region.ExpectMsg<GetPodStatus>();
        region.Reply(new RenderedStatus(asked.Uid, null));
    }

    private void Watchdog(IActorRef region)
    {
        var around = new WatchdogContext([], [], region, _health, _failure, NullLogger<WatchdogActor>.Instance)
        {
            Beat = TimeSpan.FromMilliseconds(20),
            IsShuttingDown = () => true,
        };
        Sys.ActorOf(Props.Create(() => new WatchdogActor(around)));
    }
}
