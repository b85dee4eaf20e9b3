using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Queue;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Queue;

public sealed class LaneActorSpecs : TestKit
{
    private readonly Queue<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<object>> Answer)> _calls = new();

    private IActorRef Lane(int atMost = 10)
    {
        Func<IReadOnlyList<int>, Task<IReadOnlyList<object>>> call = items =>
        {
            var answer = new TaskCompletionSource<IReadOnlyList<object>>();
            lock (_calls) _calls.Enqueue((items, answer));
            return answer.Task;
        };
        return Sys.ActorOf(Props.Create(() => new LaneActor<int>(call, failure => failure, atMost)));
    }

    private (IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<object>> Answer) NextCall()
    {
        AwaitCondition(() => { lock (_calls) return _calls.Count > 0; });
        lock (_calls) return _calls.Dequeue();
    }

    private static IReadOnlyList<object> Words(IReadOnlyList<int> items) => [.. items.Select(item => $"answer {item}")];

    [Fact]
    public void What_arrives_during_a_call_goes_out_together_in_the_next_one()
    {
        var lane = Lane();
        lane.Tell(1, TestActor);
        var first = NextCall();
        lane.Tell(2, TestActor);
        lane.Tell(3, TestActor);
        first.Answer.SetResult(Words(first.Items));
        var second = NextCall();
        Assert.Equal([1], first.Items);
        Assert.Equal([2, 3], second.Items);
    }

    [Fact]
    public void Calls_of_one_kind_never_overlap()
    {
        var lane = Lane();
        lane.Tell(1, TestActor);
        var first = NextCall();
        lane.Tell(2, TestActor);
        lane.Tell(new Identify("heard"), TestActor);
        ExpectMsg<ActorIdentity>(); // the lane has heard the second item by now
        lock (_calls) Assert.Empty(_calls);
        first.Answer.SetResult(Words(first.Items));
        ExpectMsg("answer 1");
    }

    [Fact]
    public void Each_sender_gets_its_own_answer()
    {
        var (one, two) = (CreateTestProbe(), CreateTestProbe());
        var lane = Lane();
        lane.Tell(0, TestActor);
        var first = NextCall();
        lane.Tell(1, one);
        lane.Tell(2, two);
        first.Answer.SetResult(Words(first.Items));
        var second = NextCall();
        second.Answer.SetResult(Words(second.Items));
        one.ExpectMsg("answer 1");
        two.ExpectMsg("answer 2");
    }

    [Fact]
    public void A_call_is_never_larger_than_its_bound()
    {
        var lane = Lane(atMost: 2);
        lane.Tell(0, TestActor);
        var first = NextCall();
        for (var i = 1; i <= 3; i++) lane.Tell(i, TestActor);
        first.Answer.SetResult(Words(first.Items));
        var second = NextCall();
        Assert.Equal([1, 2], second.Items);
        second.Answer.SetResult(Words(second.Items));
        Assert.Equal([3], NextCall().Items);
    }

    [Fact]
    public void A_call_that_ends_in_an_exception_is_a_failure_for_each_and_the_next_one_goes_out()
    {
        var lane = Lane();
        lane.Tell(1, TestActor);
        NextCall().Answer.SetException(new InvalidOperationException("secret words"));
        var failure = ExpectMsg<CondorFailure>();
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        lane.Tell(2, TestActor);
        Assert.Equal([2], NextCall().Items);
    }
}
