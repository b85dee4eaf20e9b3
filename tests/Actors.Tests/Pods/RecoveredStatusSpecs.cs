using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>After a restart the journal says that a job was released, and nobody knows yet what became of it: the fault harness saw ended
/// containers told as waiting.</summary>
public sealed class RecoveredStatusSpecs
{
    [Fact]
    public void A_recovered_pod_is_left_out_until_its_queue_or_its_stream_was_looked_at() => Assert.Null(PodStatusView.Of(Sample.Released));

    [Fact]
    public void A_queue_that_shows_a_job_which_has_started_is_not_enough_the_stream_knows_what_was_told()
    {
        foreach (var status in new[] { JobStatus.Running, JobStatus.Idle, JobStatus.Held, JobStatus.Completed })
        {
            var seen = Sample.Released.Apply(new JobAdUpdated(Sample.Ad(7, status) with { NumJobStarts = 1 }, Sample.Noon));
            Assert.Null(PodStatusView.Of(seen));
            // Where the folder is away, HTCondor makes an empty stream anew: the fault harness saw a running pod told as waiting.
            Assert.Null(PodStatusView.Of(seen.Apply(new RunViewUpdated(RunView.Empty))));
            Assert.NotNull(
                PodStatusView.Of(seen.Apply(new RunViewUpdated(RunView.Empty)).Apply(new RunViewUpdated(Sample.Run(0, null, null))))
            );
        }
    }

    [Fact]
    public void A_pod_that_was_followed_since_before_its_job_started_is_never_left_out()
    {
        var pod = Sample
            .Released.Apply(new JobAdUpdated(Sample.Gated(7), Sample.Noon))
            .Apply(new JobAdUpdated(Sample.Ad(7, JobStatus.Running) with { NumJobStarts = 1 }, Sample.Noon));
        Assert.NotNull(PodStatusView.Of(pod));
    }

    [Fact]
    public void It_is_told_again_as_soon_as_either_has_shown_something()
    {
        Assert.NotNull(PodStatusView.Of(Sample.Released.Apply(new JobAdUpdated(Sample.Ad(7, JobStatus.Idle), Sample.Noon))));
        Assert.NotNull(PodStatusView.Of(Sample.Released.Apply(new RunViewUpdated(Sample.Run(0, 1, null)))));
    }
}
