using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class SecondCreateSpecs
{
    private static readonly CreateRefused Refusal = new(Uid, Outline.SpecDigest, "spec.containers[0].image: not allowed here");

    public static TheoryData<string> WithPod => ["files being written", "accepted", "released", "finished"];

    [Theory]
    [MemberData(nameof(WithPod))]
    public void A_create_with_another_spec_is_refused_and_nothing_of_the_first_pod_changes(string stage)
    {
        var decision = Hear(At(stage), CreateOfAnother);
        Assert.IsType<PodIsAnother>(decision.CallerReply);
        Assert.Null(decision.CreateReply); // whoever waits for the first create goes on waiting
        Assert.Empty(decision.Facts);
        Assert.Empty(decision.Effects);
    }

    [Theory]
    [MemberData(nameof(WithPod))]
    public void A_repeated_create_is_not_judged_by_the_present_policy(string stage)
    {
        var (repeated, judgedAnew) = (Hear(At(stage), Create), Hear(At(stage), Refusal));
        Assert.Null(judgedAnew.CallerReply);
        Assert.Equal(repeated.CreateReply, judgedAnew.CreateReply);
        Assert.Equal(repeated.Effects, judgedAnew.Effects);
    }

    [Fact]
    public void A_pod_that_the_site_refuses_is_told_so_and_leaves_nothing()
    {
        var decision = Hear(PodState.Of(Uid), Refusal);
        Assert.Equal(new PodInvalid(Refusal.Words), decision.CallerReply);
        Assert.Empty(decision.Facts);
        Assert.IsType<Passivate>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_refused_pod_may_be_created_anew_with_another_spec() =>
        Assert.Contains(Hear(Sample.Refusal, CreateOfAnother).Effects, effect => effect is WriteFiles);

    [Fact]
    public void A_pod_that_was_accepted_before_digests_were_kept_takes_every_create_as_its_own()
    {
        var old = After(
            new PodAccepted(Outline with { SpecDigest = 0 }, Noon),
            new SubmitIntended(1, Noon),
            new ReleaseDecided(new JobId(7, 0), "g", Noon)
        );
        Assert.Equal(new PodCreated(Uid, "7.0"), Hear(old, CreateOfAnother).CreateReply);
    }

    [Fact]
    public void A_deleted_pod_is_deleted_whatever_its_second_create_says()
    {
        Assert.IsType<PodWasDeleted>(Hear(Deleted, CreateOfAnother).CreateReply);
        Assert.IsType<PodWasDeleted>(Hear(Deleted, Refusal).CreateReply);
    }

    private static PodState At(string stage) =>
        stage switch
        {
            "files being written" => Next(PodState.Of(Uid), Create),
            "accepted" => Accepted,
            "released" => Released,
            _ => Finished,
        };
}
