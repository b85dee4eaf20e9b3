using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>From the create to the job that is elected, or to a refusal.</summary>
public sealed class PodLifeCreateSpecs
{
    [Fact]
    public void A_create_writes_the_files_before_the_pod_is_accepted()
    {
        var decision = Hear(PodState.Of(Uid), Create);
        Assert.IsType<WriteFiles>(Assert.Single(decision.Effects));
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
        Assert.Null(decision.CreateReply);
    }

    [Fact]
    public void A_second_create_does_not_write_or_submit_twice()
    {
        var pod = Next(PodState.Of(Uid), Create);
        Assert.Empty(Hear(pod, Create).Effects);
        Assert.Empty(Hear(Next(pod, new FilesWritten(null)), Create).Effects);
    }

    [Fact]
    public void A_pod_is_accepted_and_its_submit_intended_before_it_is_submitted()
    {
        var decision = Hear(Next(PodState.Of(Uid), Create), new FilesWritten(null));
        Assert.Contains(decision.Facts, fact => fact is PodAccepted);
        Assert.Contains(decision.Facts, fact => fact is SubmitIntended { Attempt: 1 });
        Assert.Equal(new Submit(1), Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_full_disk_is_said_and_nothing_is_kept()
    {
        var full = new CondorFailure(CondorFailureKind.StorageFull, "job folder", null, "No space left on device");
        var pod = Next(PodState.Of(Uid), Create);
        var decision = Hear(pod, new FilesWritten(full));
        Assert.Contains("No space left", Assert.IsType<PodNotAccepted>(decision.CreateReply).Words, StringComparison.Ordinal);
        Assert.DoesNotContain(decision.Facts, fact => fact is DurableFact);
        Assert.Contains(Hear(Next(pod, new FilesWritten(full)), Create).Effects, effect => effect is WriteFiles); // it may be asked again
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_submit_that_may_not_be_the_only_one_there_is_a_look_whatever_the_tool_said(bool failed)
    {
        var decision = Hear(Accepted, new SubmitEnded(failed ? TimedOut : null));
        Assert.IsType<Look>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_first_submit_that_names_the_only_job_is_elected_without_a_look_and_answered_at_once()
    {
        var decision = Hear(Accepted, new SubmitEnded(null) { Job = Gated(7) });

        Assert.Contains(decision.Facts, fact => fact is ReleaseDecided { Job.Cluster: 7, GlobalJobId: null });
        Assert.Equal(new PodCreated(Uid, "7.0"), decision.CreateReply);
        Assert.Contains(new Release(new(7, 0)), decision.Effects);
        Assert.DoesNotContain(decision.Effects, effect => effect is Look);
    }

    [Fact]
    public void A_second_submit_is_looked_for_even_if_it_names_its_job()
    {
        var second = Accepted.Apply(new SubmitIntended(2, Noon));
        Assert.Equal(new Look(AlsoHistory: true), Assert.Single(Hear(second, new SubmitEnded(null) { Job = Gated(8) }).Effects));
    }

    [Fact]
    public void A_job_that_was_elected_without_a_look_is_known_by_its_global_id_as_soon_as_the_queue_shows_it()
    {
        var pod = Next(Accepted, new SubmitEnded(null) { Job = Gated(7) });
        var seen = Next(pod, new JobSeen(Ad(7, JobStatus.Idle) with { GlobalJobId = "ap1#7.0#1" }));

        Assert.Equal("ap1#7.0#1", seen.GlobalJobId);
        Assert.False(seen.IsElected(Ad(7, JobStatus.Running) with { GlobalJobId = "ap1#7.0#2" }));
    }

    [Fact]
    public void The_smallest_job_that_is_not_void_is_elected_and_the_others_are_removed()
    {
        var decision = Hear(Accepted, Found(Gated(12), Void(7), Gated(9)));
        Assert.Contains(decision.Facts, fact => fact is ReleaseDecided { Job: { Cluster: 9 } });
        Assert.Contains(new Release(new(9, 0)), decision.Effects);
        Assert.Equal([new JobId(12, 0)], Assert.Single(decision.Effects.OfType<RemoveLosers>()).Jobs.Select(job => job.Id));
        Assert.Equal(new PodCreated(Uid, "9.0"), decision.CreateReply);
    }

    [Fact]
    public void A_job_that_has_passed_its_gate_is_elected_before_a_smaller_one_behind_its_gate()
    {
        var decision = Hear(Next(Accepted, new Remind()), Found(Gated(7), Ad(8, JobStatus.Running)));
        Assert.Equal(new JobId(8, 0), Assert.Single(decision.Facts.OfType<ReleaseDecided>()).Job);
        Assert.DoesNotContain(decision.Effects, effect => effect is Release);
        Assert.Equal(new JobId(7, 0), Assert.Single(Assert.Single(decision.Effects.OfType<RemoveLosers>()).Jobs).Id);
    }

    [Fact]
    public void Two_refused_submits_with_a_look_that_works_are_a_refusal_in_the_schedulers_words()
    {
        var once = Next(Accepted, new SubmitEnded(Refused));
        Assert.Contains(new Submit(2), Hear(once, Found()).Effects);
        var twice = Next(Next(once, Found()), new SubmitEnded(Refused));
        var decision = Hear(twice, Found());
        Assert.Equal(new PodRefused("not allowed here"), decision.CreateReply);
        Assert.Contains(decision.Effects, effect => effect is RemoveFiles);
    }

    [Fact]
    public void A_refused_pod_may_be_created_again()
    {
        Assert.Contains(Hear(Refusal, Create).Effects, effect => effect is WriteFiles);
    }

    [Fact]
    public void A_create_that_takes_long_is_answered_with_the_uid_because_the_pod_is_safe()
    {
        Assert.Equal(new PodCreated(Uid, Uid.Value), Hear(Accepted, new CreateReplyDue()).CreateReply);
        Assert.Null(Hear(Next(PodState.Of(Uid), Create), new CreateReplyDue()).CreateReply); // not safe yet
    }
}
