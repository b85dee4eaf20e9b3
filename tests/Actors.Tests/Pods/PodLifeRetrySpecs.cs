using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.RetryWait;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A scheduler that does not answer, or does not take the job now: the pod waits and tries again.</summary>
public sealed class PodLifeRetrySpecs
{
    [Fact]
    public void A_look_that_failed_decides_nothing()
    {
        var decision = Hear(Accepted, new JobsFound(JobQuery.CannotTell(TimedOut)));
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
        Assert.Empty(decision.Effects);
        Assert.NotNull(decision.RemindAfter);
    }

    [Fact]
    public void A_scheduler_that_is_away_is_no_refusal_however_often()
    {
        var pod = Accepted;
        for (var i = 0; i < 20; i++)
        {
            pod = Next(pod, new SubmitEnded(Refused));
            pod = Next(pod, new JobsFound(JobQuery.CannotTell(TimedOut)));
            pod = Next(pod, new Remind());
        }
        Assert.Equal(Stage.Accepted, pod.Stage);
    }

    [Fact]
    public void A_submit_that_the_schedd_does_not_take_now_is_tried_again_with_growing_waits_however_often()
    {
        var limit = new CondorFailure(
            CondorFailureKind.Failed,
            "condor_submit",
            1,
            "Number of submitted jobs would exceed MAX_JOBS_PER_OWNER"
        );
        var (pod, waits) = (Accepted, new List<TimeSpan>());
        for (var i = 0; i < 12; i++)
        {
            var looked = Next(pod, new SubmitEnded(limit));
            waits.Add(Hear(looked, Found()).RemindAfter!.Value);
            var waiting = Next(looked, Found());
            Assert.Contains(
                "MAX_JOBS_PER_OWNER",
                ((Waiting)PodStatusView.Of(waiting)!.Containers[0].State).Message,
                StringComparison.Ordinal
            );
            pod = Next(Next(waiting, new Remind()), Found());
            Assert.Equal(Step.Submitting, pod.Step);
        }
        Assert.Equal(Stage.Accepted, pod.Stage);
        Assert.Equal(waits.Order(), waits);
        AssertAbout(Options.RetryAtMost, waits[^1]);
    }

    [Fact]
    public void Pods_that_failed_together_come_again_one_after_the_other()
    {
        var waits = Enumerable
            .Range(0, 100)
            .Select(i =>
                new DecisionContext(PodState.Of(PodUid.Parse($"6c1c3bd0-0000-4000-8000-{i:d12}")), Step.None, Noon, Options).After(3)
            )
            .ToArray();
        Assert.All(waits, wait => AssertAbout(Options.RetryAfter * 8, wait));
        Assert.True(waits.Distinct().Count() > 80, $"{waits.Distinct().Count()} different waits of 100 pods");
    }

    [Fact]
    public void Waits_grow_while_the_scheduler_is_away_up_to_a_bound()
    {
        var pod = Accepted;
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            waits.Add(Hear(pod, new JobsFound(JobQuery.CannotTell(TimedOut))).RemindAfter!.Value);
            pod = Next(pod, new JobsFound(JobQuery.CannotTell(TimedOut)));
        }
        AssertAbout(Options.RetryAfter, waits[0]);
        Assert.Equal(waits.Order(), waits);
        AssertAbout(Options.RetryAtMost, waits[^1]);
    }

    [Fact]
    public void A_submit_that_reported_success_but_shows_nothing_is_not_repeated_at_once()
    {
        var decision = Hear(Next(Accepted, new SubmitEnded(null)), Found());
        Assert.Empty(decision.Effects);
        Assert.NotNull(decision.RemindAfter);
    }
}
