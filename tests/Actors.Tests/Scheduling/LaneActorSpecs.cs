using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Scheduling;

public sealed class LaneActorSpecs : TestKit
{
    private readonly List<string?> _troubles = [];
    private readonly Queue<(IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<object>> Answer)> _calls = new();

    private IActorRef Lane(int atMost = 10, TimeSpan? limit = null, TimeSpan? beat = null)
    {
        Func<IReadOnlyList<int>, CancellationToken, Task<IReadOnlyList<object>>> call = (items, _) =>
        {
            var answer = new TaskCompletionSource<IReadOnlyList<object>>();
            lock (_calls)
                _calls.Enqueue((items, answer));
            return answer.Task;
        };
        return Sys.ActorOf(
            Props.Create(() =>
                new LaneActor<int>(
                    call,
                    failure => failure,
                    new LaneLimits(atMost, limit ?? TimeSpan.FromHours(1), beat ?? TimeSpan.FromHours(1)),
                    words => Note(words),
                    TimeProvider.System
                )
            )
        );
    }

    private (IReadOnlyList<int> Items, TaskCompletionSource<IReadOnlyList<object>> Answer) NextCall()
    {
        AwaitCondition(() =>
        {
            lock (_calls)
                return _calls.Count > 0;
        });
        lock (_calls)
            return _calls.Dequeue();
    }

    private void Note(string? words)
    {
        lock (_troubles)
            _troubles.Add(words);
    }

    private static LaneItem<int> Item(int item, int step = 0) => new(item, step);

    private static IReadOnlyList<object> Words(IReadOnlyList<int> items) => [.. items.Select(item => $"answer {item}")];

    [Fact]
    public void What_arrives_during_a_call_goes_out_together_in_the_next_one()
    {
        var lane = Lane();
        lane.Tell(Item(1), TestActor);
        var first = NextCall();
        lane.Tell(Item(2), TestActor);
        lane.Tell(Item(3), TestActor);
        first.Answer.SetResult(Words(first.Items));
        var second = NextCall();
        Assert.Equal([1], first.Items);
        Assert.Equal([2, 3], second.Items);
    }

    [Fact]
    public void Calls_of_one_kind_never_overlap()
    {
        var lane = Lane();
        lane.Tell(Item(1), TestActor);
        var first = NextCall();
        lane.Tell(Item(2), TestActor);
        lane.Tell(new Identify("heard"), TestActor);
        ExpectMsg<ActorIdentity>(); // the lane has heard the second item by now
        lock (_calls)
            Assert.Empty(_calls);
        first.Answer.SetResult(Words(first.Items));
        ExpectMsg("answer 1");
    }

    [Fact]
    public void Each_sender_gets_its_own_answer()
    {
        var (one, two) = (CreateTestProbe(), CreateTestProbe());
        var lane = Lane();
        lane.Tell(Item(0), TestActor);
        var first = NextCall();
        lane.Tell(Item(1), one);
        lane.Tell(Item(2), two);
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
        lane.Tell(Item(0), TestActor);
        var first = NextCall();
        for (var i = 1; i <= 3; i++)
            lane.Tell(Item(i), TestActor);
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
        lane.Tell(Item(1), TestActor);
        NextCall().Answer.SetException(new InvalidOperationException("secret words"));
        var failure = ExpectMsg<CondorFailure>();
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        lane.Tell(Item(2), TestActor);
        Assert.Equal([2], NextCall().Items);
    }

    [Fact]
    public void Each_answer_carries_the_number_of_the_step_that_it_answers()
    {
        var lane = Lane();
        lane.Tell(Item(1, step: 41), TestActor);
        NextCall().Answer.SetResult([new SubmitEnded(null)]);
        Assert.Equal(new StepAnswered(41, new SubmitEnded(null)), ExpectMsg<StepAnswered>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Answers_of_another_number_than_the_items_are_a_failure_for_each_as_nobody_knows_whose_they_are(int answers)
    {
        var probes = new[] { CreateTestProbe(), CreateTestProbe() };
        var lane = Lane();
        lane.Tell(Item(0), TestActor);
        var first = NextCall();
        foreach (var probe in probes)
            lane.Tell(Item(1), probe);
        first.Answer.SetResult(Words(first.Items));
        NextCall().Answer.SetResult([.. Enumerable.Repeat("somebody's", answers)]);
        foreach (var probe in probes)
            Assert.Equal($"{answers} answers to 2 items", probe.ExpectMsg<CondorFailure>().Words);
        lane.Tell(Item(2), TestActor);
        Assert.Equal([2], NextCall().Items);
    }

    [Fact]
    public void A_call_that_does_not_come_back_is_given_up_and_the_next_one_goes_out()
    {
        var lane = Lane(limit: TimeSpan.FromSeconds(2));
        lane.Tell(Item(1), TestActor);
        NextCall();
        Assert.Equal(CondorFailureKind.TimedOut, ExpectMsg<CondorFailure>().Kind);
        lane.Tell(Item(2), TestActor);
        var second = NextCall();
        Assert.Equal([2], second.Items);
        Assert.Equal(["a call did not end within 2 s and was given up"], _troubles);
        second.Answer.SetResult(Words(second.Items));
        ExpectMsg("answer 2");
        Assert.Null(_troubles[^1]);
    }

    [Fact]
    public void Whoever_waits_is_told_that_its_step_goes_on_however_slow_the_scheduler_is()
    {
        var (one, two) = (CreateTestProbe(), CreateTestProbe());
        var lane = Lane(beat: TimeSpan.FromMilliseconds(20));
        lane.Tell(Item(1, step: 11), one);
        lane.Tell(Item(2, step: 12), two);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(11, one.ExpectMsg<StepInProgress>().Step);
            Assert.Equal(12, two.ExpectMsg<StepInProgress>().Step);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_lane_that_is_stopped_tells_all_who_wait_that_their_answers_are_lost(bool kill)
    {
        var lane = Lane();
        lane.Tell(Item(1, step: 11), TestActor);
        NextCall();
        lane.Tell(Item(2, step: 12), TestActor);
        lane.Tell(kill ? Kill.Instance : PoisonPill.Instance);
        Assert.Equal([new StepLost(11), new StepLost(12)], ReceiveN(2));
    }
}
