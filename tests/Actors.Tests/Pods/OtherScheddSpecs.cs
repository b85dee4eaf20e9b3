using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>The sidecar asks another schedd than the one that has the pod's jobs: what that one lacks is not gone.</summary>
public sealed class OtherScheddSpecs
{
    private static readonly ScheddName Here = ScheddName.Parse("schedd@here");
    private static readonly ScheddName There = ScheddName.Parse("schedd@there");
    private static readonly PodState AcceptedHere = Accepted with { Schedd = Here };
    private static readonly PodState ReleasedHere = Released with { Schedd = Here };
    private static readonly PodState FinishedHere = Finished with { Schedd = Here };
    private static readonly PodState DeletingHere = Deleting with { Schedd = Here };

    [Fact]
    public void A_create_takes_the_schedd_that_is_known_and_submits_without_asking()
    {
        var decision = Hear(Next(PodState.Of(Uid), Create), new FilesWritten(null) { Schedd = Here });
        Assert.Equal(Here, Assert.Single(decision.Facts.OfType<PodAccepted>()).Schedd);
        Assert.IsType<Submit>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_create_works_while_the_schedds_name_is_not_known()
    {
        var decision = Hear(Next(PodState.Of(Uid), Create), new FilesWritten(null));
        Assert.Null(Assert.Single(decision.Facts.OfType<PodAccepted>()).Schedd);
        Assert.IsType<Submit>(Assert.Single(decision.Effects));
    }

    [Fact]
    public void A_pod_is_not_submitted_to_another_schedd_that_does_not_have_its_job()
    {
        var looking = Next(AcceptedHere, new Remind());
        var decision = Hear(looking, Found().By(There));
        Assert.Empty(decision.Effects);
        Assert.DoesNotContain(decision.Facts, fact => fact is SubmitIntended);
        Assert.NotNull(decision.RemindAfter);

        var waiting = Waits(Next(looking, Found().By(There)));
        Assert.Equal(PodReasons.OtherSchedd, waiting.Reason);
        Assert.Contains("the pod belongs to the schedd schedd@here, and the sidecar asks schedd@there", waiting.Message!);
    }

    [Fact]
    public void A_pod_is_submitted_again_when_its_own_schedd_answers()
    {
        var waits = Next(Next(AcceptedHere, new Remind()), Found().By(There));
        Assert.Contains(Hear(Next(waits, new Remind()), Found().By(Here)).Effects, effect => effect is Submit);
    }

    [Fact]
    public void A_pod_that_is_shown_another_schedds_job_does_not_miss_its_own()
    {
        var pod = ReleasedHere.Apply(new JobAdUpdated(Ad(7, JobStatus.Running), Noon));
        var stray = Ad(9, JobStatus.Running) with { GlobalJobId = "schedd@there#9.0#1" };
        for (var poll = 0; poll < 5; poll++)
            pod = Next(pod, new JobSeen(stray));
        Assert.Equal((Stage.Released, null), (pod.Stage, pod.Missed));
    }

    [Fact]
    public void When_its_own_schedd_answers_again_the_message_no_longer_names_the_other()
    {
        var pod = ReleasedHere.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Noon));
        pod = Next(pod, new JobDeparted(AllMissing: false, null) { Schedd = There });
        Assert.Equal(PodReasons.OtherSchedd, Waits(pod).Reason);
        pod = Next(pod, new JobDeparted(AllMissing: false, TimedOut) { Schedd = Here });
        Assert.Equal(PodReasons.JobLeftQueue, Waits(pod).Reason);
    }

    [Fact]
    public void A_running_job_is_not_lost_because_another_schedd_does_not_have_it()
    {
        var pod = ReleasedHere.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Noon));
        for (var poll = 0; poll < 5; poll++)
        {
            Assert.Empty(Hear(pod, new JobNotSeen(AllMissing: false) { Schedd = There }).Effects);
            pod = Next(pod, new JobNotSeen(AllMissing: false) { Schedd = There });
        }
        Assert.Null(pod.Missed);
        var waiting = Waits(pod);
        Assert.Equal(PodReasons.OtherSchedd, waiting.Reason);
        Assert.Contains("job 7.0 belongs to the schedd schedd@here, and the sidecar asks schedd@there", waiting.Message!);

        Assert.Equal(PodReasons.JobIdle, Waits(Next(pod, new JobSeen(Ad(7, JobStatus.Idle)))).Reason);
    }

    [Fact]
    public void An_answer_whose_schedd_is_not_known_loses_no_job()
    {
        var pod = Next(Next(ReleasedHere, new JobNotSeen(AllMissing: false)), new JobNotSeen(AllMissing: false));
        Assert.Null(pod.Missed);
        Assert.Empty(Hear(Next(AcceptedHere, new Remind()), Found()).Effects);
    }

    [Fact]
    public void A_job_that_its_own_schedd_does_not_have_is_lost_as_before()
    {
        var missed = new JobNotSeen(AllMissing: false) { Schedd = Here };
        Assert.Contains(Hear(Next(ReleasedHere, missed), missed).Effects, effect => effect is ReadStream);
    }

    [Fact]
    public void A_job_that_has_ended_has_not_left_because_another_schedd_does_not_have_it()
    {
        Assert.Empty(Hear(FinishedHere, new JobDeparted(AllMissing: false, null) { Schedd = There }).Facts);
        Assert.Empty(Hear(FinishedHere, new JobDeparted(AllMissing: false, null)).Facts);
        Assert.Contains(Hear(FinishedHere, new JobDeparted(AllMissing: false, null) { Schedd = Here }).Facts, fact => fact is JobLeft);
    }

    [Fact]
    public void A_deletion_goes_on_until_the_pods_own_schedd_has_no_job_left()
    {
        var looking = Next(Next(DeletingHere, new Remind()), new RemoveEnded(null));
        Assert.Equal(Step.Looking, looking.Step);
        Assert.Empty(Hear(looking, Found().By(There)).Effects);
        Assert.NotNull(Hear(looking, Found().By(There)).RemindAfter);
        Assert.Contains(Hear(looking, Found().By(Here)).Effects, effect => effect is RemoveFiles);
    }

    [Fact]
    public void The_pods_of_a_schedd_whose_place_another_has_taken_are_that_ones()
    {
        var options = Options with { FormerSchedds = new HashSet<ScheddName> { ScheddName.Parse("Schedd@HERE") } };
        var looking = Next(AcceptedHere, new Remind());
        Assert.Contains(PodLife.Decide(looking, Found().By(There), Noon, options).Effects, effect => effect is Submit);
    }

    [Fact]
    public void A_pod_without_a_schedd_takes_the_first_that_answers_and_keeps_it()
    {
        var noted = Assert.Single(Hear(Next(Accepted, new Remind()), Found().By(Here)).Facts.OfType<ScheddNoted>());
        Assert.Equal(Here, noted.Schedd);
        Assert.Equal(
            Here,
            Next(Released with { GlobalJobId = null }, new JobSeen(Ad(7, JobStatus.Idle) with { GlobalJobId = "schedd@here#7.0#1" })).Schedd
        );
        Assert.Equal(Here, After([.. AcceptedFacts, new ReleaseDecided(new(7, 0), "schedd@here#7.0#1", Noon)]).Schedd);
        Assert.DoesNotContain(
            Hear(
                ReleasedHere with
                {
                    GlobalJobId = null,
                },
                new JobSeen(Ad(7, JobStatus.Idle) with { GlobalJobId = "Schedd@Here#7.0#1" })
            ).Facts,
            fact => fact is ScheddNoted
        );
    }

    [Fact]
    public void The_deletion_of_a_pod_without_a_schedd_takes_none_if_no_job_is_left()
    {
        var looking = Next(Next(Deleting, new Remind()), new RemoveEnded(null));
        Assert.DoesNotContain(Hear(looking, Found().By(Here)).Facts, fact => fact is ScheddNoted);
        Assert.Contains(Hear(looking, Found(Ad(7, JobStatus.Removed)).By(Here)).Facts, fact => fact is ScheddNoted);
    }

    [Fact]
    public void A_pod_belongs_to_the_schedd_in_whose_queue_its_job_was_made()
    {
        var pod = ReleasedHere with { GlobalJobId = null };
        Assert.Equal(There, Next(pod, new JobSeen(Ad(7, JobStatus.Idle) with { GlobalJobId = "schedd@there#7.0#1" })).Schedd);
    }

    private static Waiting Waits(PodState pod) => Assert.IsType<Waiting>(PodStatusView.Of(pod)!.Containers[0].State);
}
