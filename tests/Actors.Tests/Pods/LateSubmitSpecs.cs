using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class LateSubmitSpecs
{
    [Fact]
    public void A_pod_whose_submits_come_too_late_is_submitted_anew_however_often_and_never_refused()
    {
        var late = new CondorFailure(CondorFailureKind.TooLate, "condor_submit", 1, "Submit requirement InterLinkDeadline not met.");
        var pod = Accepted;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            pod = Next(pod, new SubmitEnded(late));
            var waits = Hear(pod, Found());
            Assert.Equal((null, true), (waits.CreateReply, waits.RemindAfter is not null));
            pod = Next(Next(pod, Found()), new Remind());
            Assert.Equal(new Submit(attempt + 1), Assert.Single(Hear(pod, Found()).Effects));
            pod = Next(pod, Found());
        }
    }
}
