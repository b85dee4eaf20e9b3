using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A job that HTCondor has suspended on its node: nothing of it runs, and nothing of it has ended.</summary>
public sealed class SuspendedJobSpecs
{
    private static readonly byte[][] OneEnded =
    [
        Frame("run", "-", "r1"),
        Frame("start", "prepare"),
        Frame("exit", "prepare", "0"),
        Frame("start", "one", "", 1),
        Frame("start", "two", "", 1),
        Frame("exit", "one", "3", 2),
    ];

    private static readonly byte[][] NextRun =
    [
        Frame("run", "-", "r2", 60),
        Frame("start", "prepare", "", 61),
        Frame("exit", "prepare", "0", 62),
        Frame("start", "one", "", 63),
        Frame("start", "two", "", 63),
    ];

    private static JobAd Started(JobStatus status) => Ad(7, status) with { NumJobStarts = 1, FirstStartedAt = Noon };

    private static PodState Seen(PodState pod, JobAd ad) => pod.Apply(new JobAdUpdated(ad, Noon));

    private static PodState Running => Seen(Released, Started(JobStatus.Running)).Apply(new RunViewUpdated(View(OneEnded)));

    private static PodState Suspended => Seen(Running, Started(JobStatus.Suspended));

    private static ContainerState[] Mains(PodState pod) => [.. PodStatusView.Of(pod)!.Containers.Select(container => container.State)];

    [Fact]
    public void A_running_container_waits_with_the_suspension_as_its_reason_and_the_command_that_ends_it()
    {
        var two = Assert.IsType<Waiting>(Mains(Suspended)[1]);
        Assert.Equal("JobSuspended", two.Reason);
        Assert.Contains("suspended job 7.0", two.Message, StringComparison.Ordinal);
        Assert.Contains("condor_continue 7.0", two.Message, StringComparison.Ordinal);
        Assert.False(PodStatusView.Of(Suspended)!.Containers[1].Ready);
    }

    [Fact]
    public void A_container_that_had_ended_stays_ended() => Assert.Equal(3, Assert.IsType<Terminated>(Mains(Suspended)[0]).ExitCode);

    [Fact]
    public void When_the_job_goes_on_the_container_runs_as_it_did() =>
        Assert.Equal(Mains(Running), Mains(Seen(Suspended, Started(JobStatus.Running))));

    [Fact]
    public void A_run_that_began_after_the_queue_was_seen_is_not_taken_for_the_suspended_one() =>
        Assert.IsType<Running>(Mains(Suspended.Apply(new RunViewUpdated(View(NextRun))))[1]);

    [Fact]
    public void A_suspension_that_was_seen_before_the_stream_is_told_too()
    {
        var seen = Seen(Released, Started(JobStatus.Suspended)).Apply(new RunViewUpdated(View(OneEnded)));
        Assert.Equal("JobSuspended", Assert.IsType<Waiting>(Mains(seen)[1]).Reason);
    }

    [Fact]
    public void An_end_after_the_suspension_is_the_containers_own()
    {
        var over = Next(Suspended, new RunSeen(View([.. OneEnded, Frame("exit", "two", "5", 90), Frame("end", "-", "5", 90)])));
        Assert.Equal((Stage.Finished, 5), (over.Stage, Assert.IsType<Terminated>(Mains(over)[1]).ExitCode));
    }
}
