using HtcondorActors.Actors.Pods;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>After a restart the journal says that a job was released, and nobody knows yet what became of it: the fault harness saw ended containers told as waiting.</summary>
public sealed class RecoveredStatusSpecs
{
    [Fact]
    public void A_recovered_pod_is_left_out_until_its_queue_or_its_stream_was_looked_at() =>
        Assert.Null(PodStatusView.Of(Sample.Released));

    [Fact]
    public void It_is_told_again_as_soon_as_either_has_shown_something()
    {
        Assert.NotNull(PodStatusView.Of(Sample.Released.Apply(new JobSighted(Sample.Ad(7, JobStatus.Idle)))));
        Assert.NotNull(PodStatusView.Of(Sample.Released.Apply(new RunSighted(Sample.Run(0, 1, null)))));
    }
}
