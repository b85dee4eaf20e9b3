using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>HTCondor holds a job, or runs it again: what was told as ended stays ended until another end is told (Kubernetes refuses
/// anything else).</summary>
public sealed class RerunStatusSpecs
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

    private static PodState Running =>
        Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Running), Sample.Noon)).Apply(new RunViewUpdated(SampleStream.View(OneEnded)));

    private static PodState Held =>
        Running
            .Apply(
                new RunViewUpdated(
                    SampleStream.View([.. OneEnded, Frame("exit", "two", "143 Stopped", 3), Frame("end", "-", "143 Stopped", 3)])
                )
            )
            .Apply(
                new JobAdUpdated(
                    Ad(7, JobStatus.Held) with
                    {
                        HoldReason = "disk check",
                        HoldReasonCode = 1,
                        NumJobStarts = 1,
                    },
                    Sample.Noon
                )
            );

    private static PodState Again(params byte[][] frames) =>
        Held.Apply(new JobAdUpdated(Ad(7, JobStatus.Running) with { NumJobStarts = 2 }, Sample.Noon))
            .Apply(new RunViewUpdated(SampleStream.View([Frame("run", "-", "r2", 60), .. frames])));

    private static (ContainerState Init, ContainerState One, ContainerState Two) Told(PodState pod)
    {
        var told = PodStatusView.Of(pod)!;
        return (told.InitContainers[0].State, told.Containers[0].State, told.Containers[1].State);
    }

    /// <summary>The schedd may learn what a run has used after the run: that is no news of the run that the stream shows by now.</summary>
    [Fact]
    public void What_the_job_has_used_does_not_make_an_old_state_of_the_queue_new()
    {
        var idle = Ad(7, JobStatus.Idle) with { NumJobStarts = 1 };
        var pod = Running
            .Apply(new JobAdUpdated(idle, Sample.Noon))
            .Apply(
                new RunViewUpdated(
                    SampleStream.View([
                        Frame("run", "-", "r2", 60),
                        Frame("start", "prepare", "", 61),
                        Frame("exit", "prepare", "0", 61),
                        Frame("start", "two", "", 62),
                    ])
                )
            );
        var before = PodStatusView.Of(pod);
        Assert.IsType<Running>(before!.Containers[1].State);

        var after = pod.Apply(new JobAdUpdated(idle with { UsedCpuSeconds = 5, UsedMemoryMiB = 7 }, Sample.Noon));

        Assert.Equal((5, 7), (after.Ad!.UsedCpuSeconds, after.Ad.UsedMemoryMiB));
        Assert.IsType<Running>(PodStatusView.Of(after)!.Containers[1].State);
    }

    [Fact]
    public void While_the_job_is_held_the_others_wait_with_the_reason()
    {
        var (init, one, two) = Told(Held);
        Assert.Equal((0, 3), (Assert.IsType<Terminated>(init).ExitCode, Assert.IsType<Terminated>(one).ExitCode));
        Assert.Contains("disk check", Assert.IsType<Waiting>(two).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_restart_of_this_process_the_job_is_still_held_whatever_is_seen_first(bool queueFirst)
    {
        // Of a spooled job the end of the run that was stopped is not fetched.
        PodFact[] seen = [new JobAdUpdated(Held.Ad!, Sample.Noon), new RunViewUpdated(SampleStream.View(OneEnded))];
        var (_, one, two) = Told((queueFirst ? seen : seen.Reverse()).Aggregate(Released, (pod, fact) => pod.Apply(fact)));
        Assert.Equal(3, Assert.IsType<Terminated>(one).ExitCode);
        Assert.Contains("disk check", Assert.IsType<Waiting>(two).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_run_takes_nothing_back()
    {
        Assert.Equal((Told(Held).Init, Told(Held).One), (Told(Again()).Init, Told(Again()).One));
        var (init, one, two) = Told(
            Again(
                Frame("start", "prepare", "", 61),
                Frame("exit", "prepare", "0", 62),
                Frame("start", "one", "", 63),
                Frame("start", "two", "", 63)
            )
        );
        Assert.Equal(0, Assert.IsType<Terminated>(init).ExitCode);
        Assert.Equal(3, Assert.IsType<Terminated>(one).ExitCode);
        Assert.IsType<Running>(two);
    }

    [Fact]
    public void An_end_of_the_next_run_is_told_instead()
    {
        var (_, one, _) = Told(
            Again(
                Frame("start", "prepare", "", 61),
                Frame("exit", "prepare", "0", 62),
                Frame("start", "one", "", 63),
                Frame("start", "two", "", 63),
                Frame("exit", "one", "4", 64)
            )
        );
        Assert.Equal(4, Assert.IsType<Terminated>(one).ExitCode);
    }

    [Fact]
    public void A_third_run_knows_the_first_ones_ends_too()
    {
        var third = Again(Frame("start", "prepare", "", 61)).Apply(new RunViewUpdated(SampleStream.View(Frame("run", "-", "r3", 90))));
        Assert.Equal(3, Assert.IsType<Terminated>(Told(third).One).ExitCode);
    }

    [Fact]
    public void The_pods_end_is_that_of_its_last_run()
    {
        var pod = Again(
            Frame("start", "prepare", "", 61),
            Frame("exit", "prepare", "0", 62),
            Frame("start", "one", "", 63),
            Frame("start", "two", "", 63),
            Frame("exit", "one", "0", 64),
            Frame("exit", "two", "0", 64),
            Frame("end", "-", "0", 64)
        );
        Assert.All(PodEnding.Of(pod).Containers, end => Assert.Equal(0, end.ExitCode));
    }

    [Fact]
    public void An_init_container_that_fails_in_the_next_run_is_named_by_those_that_wait_for_it()
    {
        var (init, _, two) = Told(
            Again(Frame("start", "prepare", "", 61), Frame("exit", "prepare", "6", 62), Frame("restart", "prepare", "1 10000", 62))
        );
        Assert.Equal(0, Assert.IsType<Terminated>(init).ExitCode);
        Assert.Equal(
            "init container prepare, again: back-off 10 s, restarted for the 1st time; ended with 6",
            Assert.IsType<Waiting>(two).Message
        );
    }

    /// <summary>What the streams of earlier runs said is read again, once.</summary>
    [Fact]
    public void After_a_restart_in_the_middle_of_a_later_run_nothing_that_was_told_of_earlier_ones_is_forgotten()
    {
        RunView[] runs =
        [
            SampleStream.View([.. OneEnded, Frame("exit", "two", "143 Stopped", 3), Frame("end", "-", "143 Stopped", 3)]),
            SampleStream.View(
                Frame("run", "-", "r2", 60),
                Frame("start", "prepare", "", 61),
                Frame("exit", "prepare", "0", 62),
                Frame("start", "two", "", 63)
            ),
            SampleStream.View(
                Frame("run", "-", "r3", 90),
                Frame("start", "prepare", "", 91),
                Frame("exit", "prepare", "0", 92),
                Frame("start", "two", "", 93)
            ),
        ];
        var running = Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Running) with { NumJobStarts = 3 }, Sample.Noon));
        var seen = new RunViewUpdated(runs[2]) { Before = runs[..2] };
        var lived = runs.Aggregate(running, (pod, run) => pod.Apply(new RunViewUpdated(run)));

        foreach (
            var pod in (PodState[])
                [
                    running.Apply(seen),
                    running.Apply(seen).Apply(seen),
                    lived,
                    lived.Apply(seen),
                    running.Apply(new RunViewUpdated(runs[0])).Apply(seen),
                ]
        )
        {
            Assert.Equal(3, Assert.IsType<Terminated>(Told(pod).One).ExitCode);
            Assert.Equal([0, 2], PodStatusView.Of(pod)!.Containers.Select(container => container.RestartCount));
        }
    }

    [Fact]
    public void What_HTCondor_starts_again_counts_as_a_restart_once_it_has_started_and_no_count_goes_back()
    {
        int Two(PodState pod) => PodStatusView.Of(pod)!.Containers[1].RestartCount;
        Assert.Equal((0, 0, 0), (Two(Running), Two(Held), Two(Again())));
        var started = Again(Frame("start", "prepare", "", 61), Frame("exit", "prepare", "0", 62), Frame("start", "two", "", 63));
        Assert.Equal(1, Two(started));
        Assert.Equal(
            2,
            Two(started.Apply(new RunViewUpdated(SampleStream.View(Frame("run", "-", "r3", 90), Frame("start", "two", "", 91)))))
        );
    }
}
