using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>A lane whose first item waits for others. Time stands still except where the test advances it.</summary>
public sealed class GatheringLaneSpecs() : TestKit(ManualScheduler.Hocon)
{
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<IReadOnlyList<int>> _calls = new();

    [Fact]
    public void What_comes_one_after_the_other_goes_out_in_one_call_after_a_while()
    {
        var lane = Lane();
        Tell(lane, 1);
        Advance(GatherFor / 2);
        Tell(lane, 2);
        Assert.Empty(_calls);
        Advance(GatherFor / 2);
        AwaitCondition(() => _calls.Count == 1);
        Assert.Equal([1, 2], _calls.Single());
    }

    [Fact]
    public void What_comes_during_a_call_gathers_anew()
    {
        var lane = Lane();
        Tell(lane, 1);
        Advance(GatherFor);
        ExpectMsg("answer 1");
        Tell(lane, 2);
        Assert.Single(_calls);
        Advance(GatherFor);
        ExpectMsg("answer 2");
    }

    private IActorRef Lane()
    {
        Func<IReadOnlyList<int>, CancellationToken, Task<IReadOnlyList<object>>> call = (items, _) =>
        {
            _calls.Enqueue(items);
            return Task.FromResult<IReadOnlyList<object>>([.. items.Select(item => $"answer {item}")]);
        };
        var limits = new LaneLimits(10, TimeSpan.FromHours(1), TimeSpan.FromHours(1), GatherFor);
        Action<string?> trouble = _ => { };
        return Sys.ActorOf(Props.Create(() => new LaneActor<int>(call, failure => failure, limits, trouble, TimeProvider.System)));
    }

    // Returns when the lane has heard the item.
    private void Tell(IActorRef lane, int item)
    {
        lane.Tell(new LaneItem<int>(item, Step: 0), TestActor);
        lane.Tell(new Identify(item), TestActor);
        ExpectMsg<ActorIdentity>();
    }

    private void Advance(TimeSpan time) => ((ManualScheduler)Sys.Scheduler).Advance(time);
}
