using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

public sealed class PodEndingSpecs
{
    private static PodState Ended(RunView run, JobAd? ad) => Released with { Run = run, Ad = ad };

    [Fact]
    public void Each_container_keeps_its_own_exit_code()
    {
        var (_, mains) = PodEnding.Of(Ended(Run(0, 3, 42), Ad(7, JobStatus.Completed)));
        Assert.Equal([3, 42], mains.Select(c => c.ExitCode));
        Assert.All(mains, c => Assert.Equal("Error", c.Reason));
    }

    [Fact]
    public void When_an_init_container_fails_everything_after_it_is_told_as_not_started_and_not_as_success()
    {
        var (inits, mains) = PodEnding.Of(Ended(Run(5, null, null), Ad(7, JobStatus.Completed)));
        Assert.Equal(5, inits[0].ExitCode);
        Assert.All(mains, c => Assert.NotEqual(0, c.ExitCode));
        Assert.All(mains, c => Assert.Contains("init container prepare failed", c.Message, StringComparison.Ordinal));
        Assert.All(mains, c => Assert.Null(c.StartedAt));
    }

    [Fact]
    public void Removed_by_an_administrator_is_failed_even_when_the_program_ended_politely()
    {
        var removed = Ad(7, JobStatus.Removed) with { FromHistory = true, RemoveReason = "via condor_rm (by user root)" };
        var (_, mains) = PodEnding.Of(Ended(Run(0, 0, 0, stopped: true), removed));
        Assert.All(mains, c => Assert.Equal(143, c.ExitCode));
        Assert.All(mains, c => Assert.Contains("condor_rm (by user root)", c.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_of_which_no_end_was_seen_is_failed_with_the_reason()
    {
        var (_, mains) = PodEnding.Of(Ended(Run(0, 0, null), null) with { Missed = new(2, default, default) });
        Assert.Equal([0, 137], mains.Select(c => c.ExitCode));
        Assert.Contains("lost", mains[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_by_a_signal_is_128_and_the_signal()
    {
        var (_, observed) = PodEnding.Of(Ended(Run(0, 137, 139), Ad(7, JobStatus.Completed)));
        Assert.Equal("128+9: killed by signal 9, or its own choice", observed[0].Message);
        var (_, runnerKilled) = PodEnding.Of(Ended(Run(0, null, null), Ad(7, JobStatus.Completed) with { ExitSignal = 9 }));
        Assert.All(runnerKilled, c => Assert.Equal(137, c.ExitCode));
    }

    [Fact]
    public void Of_a_job_that_completed_with_0_no_container_has_failed_although_nothing_is_known_of_it()
    {
        var (inits, mains) = PodEnding.Of(Ended(RunView.Empty, Ad(7, JobStatus.Completed) with { ExitCode = 0 }));
        Assert.All(inits.Concat(mains), c => Assert.Equal((0, "Completed"), (c.ExitCode, c.Reason)));
        Assert.All(mains, c => Assert.Equal("job 7.0 ended with exit code 0; its output does not say how this container ended", c.Message));
    }

    [Fact]
    public void The_jobs_exit_code_is_no_containers_where_it_may_be_anothers()
    {
        var failed = Ad(7, JobStatus.Completed) with { ExitCode = 4 };
        var (_, unseen) = PodEnding.Of(Ended(Run(0, null, null), failed));
        Assert.All(
            unseen,
            c =>
                Assert.Equal(
                    (137, "ContainerStatusUnknown", "job 7.0 ended with exit code 4; its output does not say how this container ended"),
                    (c.ExitCode, c.Reason, c.Message)
                )
        );
        var (_, oneSeen) = PodEnding.Of(Ended(Run(0, 0, null), failed));
        Assert.Equal([(0, "Completed"), (4, "Error")], oneSeen.Select(c => (c.ExitCode, c.Reason)));
        var (_, killed) = PodEnding.Of(Ended(Run(0, 0, null), failed with { ExitCode = 137 }));
        Assert.Equal([(0, "Completed"), (137, "Error")], killed.Select(c => (c.ExitCode, c.Reason)));
        var (_, otherFailed) = PodEnding.Of(Ended(Run(0, 4, null), failed));
        Assert.Equal([(4, "Error"), (137, "ContainerStatusUnknown")], otherFailed.Select(c => (c.ExitCode, c.Reason)));
    }

    [Fact]
    public void A_pod_that_the_runner_could_not_run_at_all_is_failed_in_the_runners_words()
    {
        var run = new RunView
        {
            RunId = "1.1",
            Note = "the archive volumes.tar cannot be unpacked",
            End = new RunEnd(125, Noon, Stopped: false),
        };
        var (_, mains) = PodEnding.Of(Ended(run, null));
        Assert.All(mains, c => Assert.Equal((125, "the archive volumes.tar cannot be unpacked"), (c.ExitCode, c.Message)));
    }
}
