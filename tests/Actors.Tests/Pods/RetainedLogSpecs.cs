using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Actors.Streams;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class RetainedLogSpecs
{
    private static readonly ActorsOptions Retaining = Options with { RetainFinished = TimeSpan.FromMinutes(10) };

    [Fact]
    public void The_logs_of_a_deleted_pod_outlive_its_other_files_for_as_long_as_the_site_says()
    {
        var (pod, said) = Hear(Deleting.Apply(new StepTaken(Step.Looking)), Found(), Noon);
        Assert.Equal(new RemoveFiles(ButLogs: true), Assert.Single(said.Effects));
        (pod, said) = Hear(pod, new FilesRemoved(null), Noon);
        Assert.Equal((Stage.Retained, TimeSpan.FromMinutes(10), null), (pod.Stage, said.RemindAfter, PodStatusView.Of(pod)));
        Assert.Equal(new LogLocation(Uid.Tag, "one", Ended: true) { IsDeleted = true }, LogLocations.Of(pod, "") with { Words = null });

        // As after a restart in between: the rest of the time is waited for.
        (pod, said) = Hear(pod, new Remind(), Noon.AddMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(6), said.RemindAfter);
        (pod, said) = Hear(pod, new Remind(), Noon.AddMinutes(10));
        Assert.Equal(new RemoveFiles(), Assert.Single(said.Effects));
        (pod, said) = Hear(pod, new FilesRemoved(TimedOut), Noon.AddMinutes(10));
        Assert.NotNull(said.RemindAfter);
        (pod, _) = Hear(pod, new Remind(), Noon.AddMinutes(11));
        (pod, said) = Hear(pod, new FilesRemoved(null), Noon.AddMinutes(11));
        Assert.Equal(Stage.Deleted, pod.Stage);
        Assert.Contains(new Passivate(), said.Effects);
        Assert.Null(LogLocations.Of(pod, "one").Container);
    }

    [Fact]
    public void A_pod_that_never_became_a_job_has_no_log_to_keep()
    {
        var (_, said) = Hear(Accepted.Apply(new DeletionAsked(Uid, Noon)).Apply(new StepTaken(Step.Looking)), Found(), Noon);
        Assert.Equal(new RemoveFiles(), Assert.Single(said.Effects));
    }

    private static (PodState Pod, Decision Decision) Hear(PodState pod, IPodInput input, DateTimeOffset now)
    {
        var decision = PodLife.Decide(pod, input, now, Retaining);
        return (decision.Facts.Aggregate(pod, (p, fact) => p.Apply(fact)), decision);
    }
}
