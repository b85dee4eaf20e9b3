using Akka.Actor;
using Akka.TestKit.Xunit2;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Scheduling;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Actors.Tests.Scheduling;

/// <summary>Pods ask why their jobs are idle, and the test's scheduler answers.</summary>
public sealed class IdleExplainerActorSpecs : TestKit
{
    private static readonly IdleReason TooLarge = new("0 of 9 slots fit", NoSlotFits: true);
    private readonly ScriptedScheduler _scheduler = new();

    [Fact]
    public void All_pods_that_ask_for_the_same_are_told_after_one_call()
    {
        var answer = new TaskCompletionSource<IdleQuery>();
        _scheduler.Explain = _ => answer.Task;
        var explainer = Start(new FakeTimeProvider()); // no answer grows old
        Ask(explainer, 1);
        AwaitCondition(() => _scheduler.Calls.Count == 1);
        Ask(explainer, 2);
        Ask(explainer, 3);
        explainer.Tell(new Identify(1), TestActor); // the questions before it have been noted
        ExpectMsg<ActorIdentity>();
        answer.SetResult(IdleQuery.Of(new Dictionary<JobId, IdleReason> { [new JobId(1, 0)] = TooLarge }));

        foreach (var _ in Enumerable.Range(1, 3))
            Assert.Equal(
                new IdleExplanation("0 of 9 slots fit", NoSlotFits: true, Others: 2, AsOf: null),
                ExpectMsg<WhyIdle>().Explanation
            );
        Assert.Single(_scheduler.Calls);
    }

    [Fact]
    public void A_scheduler_that_throws_is_asked_again_and_nobody_is_told_anything()
    {
        _scheduler.Explain = _ => Task.FromException<IdleQuery>(new InvalidOperationException("broken"));
        var explainer = Start(TimeProvider.System);
        Ask(explainer, 1);
        AwaitCondition(() => _scheduler.Calls.Count >= 2);
        ExpectNoMsg(TimeSpan.Zero);
        _scheduler.Explain = jobs => Task.FromResult(IdleQuery.Of(jobs.ToDictionary(job => job.Job, _ => TooLarge)));
        Assert.Equal("0 of 9 slots fit", ExpectMsg<WhyIdle>(TimeSpan.FromSeconds(10)).Explanation!.Words);
    }

    private void Ask(IActorRef explainer, int pod) =>
        explainer.Tell(new AskIdle(JobTag.Parse($"tag-{pod}"), new JobId(pod, 0), new JobShape(1, 512, null, 0, "")), TestActor);

    private IActorRef Start(TimeProvider clock)
    {
        var (round, never) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1));
        return Sys.ActorOf(Props.Create(() => new IdleExplainerActor(_scheduler, round, never, never, clock, () => clock.GetUtcNow())));
    }
}
