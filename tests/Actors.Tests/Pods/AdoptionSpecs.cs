using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A pod that the journal has lost adopts its job: it elects, and never submits.</summary>
public sealed class AdoptionSpecs
{
    private static readonly PodState Adopting = Next(PodState.Of(Uid), Adopt);

    [Fact]
    public void It_looks_in_queue_and_history_first()
    {
        var decision = Hear(PodState.Of(Uid), Adopt);
        Assert.Equal([new Look(AlsoHistory: true)], decision.Effects);
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
    }

    [Fact]
    public void The_oldest_job_that_is_not_void_is_elected_and_the_others_are_removed()
    {
        var decision = Hear(Adopting, Found(Void(6), Ad(7, JobStatus.Running) with { GlobalJobId = "g7" }, Gated(8)));
        Assert.Equal(
            [new PodAccepted(Outline, Noon), new SubmitIntended(1, Noon), new ReleaseDecided(new(7, 0), "g7", Noon)],
            decision.Facts.OfType<DurableFact>()
        );
        Assert.Equal(new PodCreated(Uid, "7.0"), decision.CreateReply);
        Assert.Equal(new JobId(8, 0), Assert.Single(Assert.Single(decision.Effects.OfType<RemoveLosers>()).Jobs).Id);
        Assert.DoesNotContain(decision.Effects, effect => effect is Submit or Release);
    }

    [Fact]
    public void A_job_behind_its_gate_is_let_through() => Assert.Contains(new Release(new(7, 0)), Hear(Adopting, Found(Gated(7))).Effects);

    private static readonly Dictionary<string, IPodInput> Nothing = new()
    {
        ["no job"] = Found(),
        ["a job that never can start"] = Found(Void(7)),
        ["a job whose files nobody sends"] = Found(Ad(7, JobStatus.Held) with { HoldReasonCode = 16, GateOpen = false }),
        ["cannot tell"] = new JobsFound(JobQuery.CannotTell(TimedOut)),
        ["a lost answer"] = new StepLost(Adopting.StepNumber),
    };

    public static TheoryData<string> NothingToAdopt => [.. Nothing.Keys];

    [Theory]
    [MemberData(nameof(NothingToAdopt))]
    public void Without_a_job_the_pod_stays_unknown_and_submits_none(string found)
    {
        var decision = Hear(Adopting, Nothing[found]);
        Assert.IsType<PodNotAccepted>(decision.CreateReply);
        Assert.Equal([new Passivate()], decision.Effects);
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
    }

    [Fact]
    public void A_create_that_comes_meanwhile_joins_it_and_one_of_another_spec_does_not()
    {
        Assert.Empty(Hear(Adopting, Create).Effects);
        Assert.Equal(new PodIsAnother(Uid), Hear(Adopting, CreateOfAnother).CallerReply);
    }

    [Fact]
    public void A_delete_that_comes_meanwhile_removes_the_job()
    {
        var deleting = Next(Adopting, new DeletePod(Uid));
        Assert.Equal(Stage.Deleting, deleting.Stage);
        Assert.NotNull(Hear(deleting, Found(Ad(7, JobStatus.Running))).RemindAfter);
        Assert.Contains(new RemoveAll(), Hear(Next(deleting, Found(Ad(7, JobStatus.Running))), new Remind()).Effects);
    }

    public static TheoryData<string, Type> Known =>
        new()
        {
            { nameof(Accepted), typeof(PodNotAccepted) },
            { nameof(Released), typeof(PodCreated) }, // tells its job
            { nameof(Finished), typeof(PodCreated) },
            { nameof(Refusal), typeof(PodNotAccepted) },
            { nameof(Deleting), typeof(PodWasDeleted) },
            { nameof(Retained), typeof(PodWasDeleted) },
            { nameof(Deleted), typeof(PodWasDeleted) },
        };

    [Theory]
    [MemberData(nameof(Known))]
    public void A_pod_that_the_journal_knows_adopts_nothing(string stage, Type reply)
    {
        var pod = (PodState)typeof(Sample).GetProperty(stage)!.GetValue(null)!;
        var decision = Hear(pod, Adopt);
        Assert.IsType(reply, decision.CallerReply);
        Assert.Empty(decision.Facts);
        Assert.Empty(decision.Effects);
    }

    [Fact]
    public void An_adopted_pod_whose_job_turns_out_void_looks_before_it_submits()
    {
        var adopted = Next(Adopting, Found(Gated(7)));
        var reading = Next(Next(adopted, new ReleaseEnded(null)), new JobSeen(Void(7)));
        var decision = Hear(reading, new RunRead(RunView.Empty, null) { Place = OutputPresence.NoFile });
        Assert.Contains(decision.Facts, fact => fact is JobVoided);
        Assert.Contains(new Look(AlsoHistory: true), decision.Effects);
        Assert.DoesNotContain(decision.Effects, effect => effect is Submit);
    }
}
