using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A schedd that answers and does not take a job now is told as something else than one that does not answer.</summary>
public sealed class SubmitDeferredSpecs
{
    private static readonly CondorFailure NotNow = new(
        CondorFailureKind.Failed,
        "condor_submit",
        1,
        "Number of submitted jobs would exceed MAX_JOBS_PER_OWNER"
    );
    private static readonly JobsFound NoAnswer = new(JobQuery.CannotTell(new(CondorFailureKind.Failed, "condor_q", 1, "no schedd")));

    private static PodState Looking(CondorFailure failure) =>
        Next(Accepted.Apply(new StepTaken(Step.Submitting)), new SubmitEnded(failure));

    private static Waiting Told(PodState pod) => Assert.IsType<Waiting>(PodStatusView.Of(pod)!.Containers[0].State);

    [Theory]
    [InlineData(CondorFailureKind.Failed, "Number of submitted jobs would exceed MAX_JOBS_PER_OWNER")]
    [InlineData(CondorFailureKind.Failed, "unable to read proxy file")]
    [InlineData(CondorFailureKind.Failed, "no jobs on Sundays")]
    [InlineData(CondorFailureKind.TooLate, "came after its deadline")]
    public void A_job_that_the_schedd_does_not_take_now_is_told_as_deferred_in_its_words(CondorFailureKind kind, string words)
    {
        var told = Told(Next(Looking(new CondorFailure(kind, "condor_submit", 1, words)), Found()));
        Assert.Equal("SubmitDeferred", told.Reason);
        Assert.Contains($"condor_submit (exit 1): {words}", told.Message, StringComparison.Ordinal);
        Assert.Equal(ReasonOwner.Site, PodReasons.Find(told.Reason)!.Owner);
    }

    [Fact]
    public void A_schedd_that_does_not_answer_is_told_as_unreachable()
    {
        Assert.Equal("SchedulerUnreachable", Told(Next(Looking(NotNow), NoAnswer)).Reason);
        // It goes away while the pod waits for it to take the job.
        var deferred = Next(Looking(NotNow), Found());
        Assert.Equal("SchedulerUnreachable", Told(Next(Next(deferred, new Remind()), NoAnswer)).Reason);
    }

    [Theory]
    [InlineData(CondorFailureKind.TimedOut, null)]
    [InlineData(CondorFailureKind.Unreadable, 0)]
    [InlineData(CondorFailureKind.Failed, 137)]
    public void A_submit_that_ended_without_an_answer_is_not_told_as_deferred(CondorFailureKind kind, int? code) =>
        Assert.Equal(
            "SchedulerUnreachable",
            Told(Next(Looking(new CondorFailure(kind, "condor_submit", code, "no words")), Found())).Reason
        );

    [Fact]
    public void Nothing_is_told_before_the_look_has_shown_whether_the_schedd_answers() =>
        Assert.Equal("ContainerCreating", Told(Looking(NotNow)).Reason);

    [Fact]
    public void The_reason_stays_while_the_same_answer_comes_again_and_again()
    {
        var pod = Next(Looking(NotNow), Found());
        foreach (var input in (IPodInput[])[new Remind(), Found(), new SubmitEnded(NotNow), Found(), new Remind(), Found()])
        {
            pod = Next(pod, input);
            Assert.Equal("SubmitDeferred", Told(pod).Reason);
        }
    }

    [Fact]
    public void A_schedd_that_is_back_and_does_not_take_the_job_is_told_as_unreachable_until_it_has_answered_the_look()
    {
        var away = Next(Looking(NotNow), NoAnswer);
        var again = Next(Next(Next(away, new Remind()), Found()), new SubmitEnded(NotNow));
        Assert.Equal("SchedulerUnreachable", Told(again).Reason);
        Assert.Equal("SubmitDeferred", Told(Next(again, Found())).Reason);
    }
}
