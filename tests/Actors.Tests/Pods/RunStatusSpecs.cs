using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>What is told of containers that are started again or probed, frame by frame.</summary>
public sealed class RunStatusSpecs
{
    private static readonly byte[][] Begun =
    [
        Frame("run", "-", "r1"),
        Frame("start", "prepare"),
        Frame("exit", "prepare", "0"),
        Frame("start", "one", seconds: 1),
        Frame("start", "two", seconds: 1),
    ];

    private static PodState Running(params byte[][] frames) =>
        Released with
        {
            Outline = Outline with { Containers = [new("one", "busybox", MayRestart: true), new("two", "busybox")] },
            Ad = Ad(7, JobStatus.Running),
            Run = SampleStream.View([.. Begun, .. frames]),
        };

    private static ContainerStatus One(PodState pod) => PodStatusView.Of(pod)!.Containers[0];

    [Fact]
    public void An_exit_that_may_be_followed_by_a_restart_ends_nothing_yet()
    {
        Assert.IsType<Running>(One(Running(Frame("exit", "one", "1", 2))).State);
        Assert.IsType<Running>(One(Running(Frame("exit", "one", "0", 2))).State);
        Assert.IsType<Terminated>(PodStatusView.Of(Running(Frame("exit", "two", "1", 2)))!.Containers[1].State);
    }

    [Fact]
    public void An_end_that_a_restart_may_have_followed_is_no_success_when_the_rest_of_the_stream_is_lost()
    {
        var lost = Running(Frame("exit", "one", "0", 2)) with { Ad = Ad(7, JobStatus.Removed) };
        Assert.Equal(143, PodEnding.Of(lost).Containers[0].ExitCode);
        Assert.Equal(0, PodEnding.Of(Running(Frame("exit", "one", "0", 2), Frame("end", "-", "0", 3))).Containers[0].ExitCode);
    }

    [Fact]
    public void With_restart_on_failure_a_success_is_the_end_and_a_failure_is_not()
    {
        PodState OnFailure(string exit) =>
            Running(Frame("exit", "one", exit, 2)) with
            {
                Outline = Outline with
                {
                    Containers = [new("one", "busybox", MayRestart: true, EndsWithSuccess: true), new("two", "busybox")],
                },
            };
        Assert.Equal(0, Assert.IsType<Terminated>(One(OnFailure("0")).State).ExitCode);
        Assert.IsType<Running>(One(OnFailure("1")).State);
    }

    [Fact]
    public void Between_attempts_the_back_off_is_told_in_words_and_the_end_as_the_last_state()
    {
        var told = One(
            Running(
                Frame("exit", "one", "1", 2),
                Frame("restart", "one", "1 10000"),
                Frame("start", "one", "", 12),
                Frame("message", "one", "no database"),
                Frame("exit", "one", "1", 13),
                Frame("restart", "one", "2 20000", 13)
            )
        );

        Assert.Equal(new Waiting("CrashLoopBackOff", "back-off 20 s, restarted for the 2nd time; ended with 1: no database"), told.State);
        Assert.Equal(
            (1, new Terminated(1, "Error", "no database", Epoch.AddSeconds(12), Epoch.AddSeconds(13)), false),
            (told.RestartCount, told.LastState, told.Ready)
        );
    }

    [Fact]
    public void A_container_that_runs_again_runs_and_its_restarts_are_counted()
    {
        var told = One(
            Running(Frame("exit", "one", "137 OOMKilled", 2), Frame("restart", "one", "1 10000"), Frame("start", "one", "", 12))
        );

        Assert.Equal(new Running(Epoch.AddSeconds(12)), told.State);
        Assert.Equal((1, "OOMKilled"), (told.RestartCount, Assert.IsType<Terminated>(told.LastState).Reason));
        Assert.StartsWith("OOMKilled: ", ((Terminated)told.LastState!).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "1st")]
    [InlineData(3, "3rd")]
    [InlineData(11, "11th")]
    [InlineData(22, "22nd")]
    public void Times_are_counted_in_words(int number, string words) =>
        Assert.Contains(
            $"for the {words} time",
            ((Waiting)One(Running(Frame("exit", "one", "1"), Frame("restart", "one", $"{number} 300000"))).State).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_init_container_in_its_back_off_waits_and_so_do_those_behind_it()
    {
        var pod = Running() with
        {
            Outline = Outline with { InitContainers = [new("prepare", "busybox", MayRestart: true)] },
            Run = SampleStream.View(
                Frame("run", "-", "r1"),
                Frame("start", "prepare"),
                Frame("exit", "prepare", "2"),
                Frame("restart", "prepare", "1 10000")
            ),
        };
        var told = PodStatusView.Of(pod)!;
        Assert.Equal("CrashLoopBackOff", Assert.IsType<Waiting>(told.InitContainers[0].State).Reason);
        Assert.All(told.Containers, c => Assert.Equal("PodInitializing", Assert.IsType<Waiting>(c.State).Reason));
    }

    [Fact]
    public void A_running_container_that_is_not_ready_waits_in_the_words_of_its_probe_and_again_when_the_probe_fails_later()
    {
        byte[][] frames = [Frame("unready", "one", "not probed yet"), Frame("ready", "one"), Frame("unready", "one", "connection refused")];

        Assert.Equal(new Waiting("ContainerNotReady", "not probed yet"), One(Running(frames[..1])).State);
        Assert.Equal((new Running(Epoch.AddSeconds(1)), true), (One(Running(frames[..2])).State, One(Running(frames[..2])).Ready));
        Assert.Equal(
            (new Waiting("ContainerNotReady", "connection refused"), false),
            (One(Running(frames)).State, One(Running(frames)).Ready)
        );
    }

    [Fact]
    public void The_last_one_to_end_runs_until_the_end_is_told_and_it_is_the_last_one_that_was_read_not_the_last_by_time()
    {
        var first = Running(Frame("exit", "two", "3", 9));
        var both = Running(Frame("exit", "two", "3", 9), Frame("exit", "one", "0", 8));
        PodState[] pods = [.. new[] { first, both }.Select(pod => pod with { Outline = Outline })];
        Assert.All(pods, pod => Assert.Equal(3, Assert.IsType<Terminated>(PodStatusView.Of(pod)!.Containers[1].State).ExitCode));
        Assert.IsType<Running>(One(pods[1]).State);
    }

    [Fact]
    public void While_a_container_waits_to_be_started_again_the_pod_is_not_over()
    {
        var decision = Hear(
            Running(),
            new RunSeen(Running(Frame("exit", "two", "0", 2), Frame("exit", "one", "1", 3), Frame("restart", "one", "1 10000", 3)).Run)
        );
        Assert.DoesNotContain(decision.Facts, fact => fact is PodFinished);
    }

    [Fact]
    public void The_deadline_is_final_for_each_container_and_for_the_pod_without_a_look_at_the_job()
    {
        byte[][] frames =
        [
            Frame("note", "-", "activeDeadlineSeconds (3 s) are over"),
            Frame("exit", "one", "0 Stopped DeadlineExceeded", 4),
        ];
        var one = Assert.IsType<Terminated>(One(Running(frames)).State);
        Assert.Equal(
            (143, "DeadlineExceeded", "DeadlineExceeded: activeDeadlineSeconds (3 s) are over"),
            (one.ExitCode, one.Reason, one.Message)
        );

        var over = Running([
            .. frames,
            Frame("exit", "two", "143 Stopped DeadlineExceeded", 4),
            Frame("end", "-", "143 Stopped DeadlineExceeded", 4),
        ]).Run;
        var finished = Assert.Single(Hear(Running(), new RunSeen(over)).Facts.OfType<PodFinished>());
        Assert.Equal([143, 143], finished.Containers.Select(c => c.ExitCode));
    }

    [Fact]
    public void What_a_finished_pod_had_been_through_is_told_for_ever()
    {
        var seen = new RunSeen(
            Running(
                Frame("exit", "one", "5", 2),
                Frame("restart", "one", "1 10000"),
                Frame("start", "one", "", 12),
                Frame("exit", "one", "0", 13),
                Frame("exit", "two", "0"),
                Frame("end", "-", "0")
            ).Run
        );
        var finished = Hear(Running(), seen).Facts.OfType<PodFinished>().Single();
        var recovered = Released.Apply(finished); // from the journal: the stream is not read again
        Assert.Equal(
            (1, 5, 0),
            (One(recovered).RestartCount, ((Terminated)One(recovered).LastState!).ExitCode, ((Terminated)One(recovered).State).ExitCode)
        );
        Assert.Equal(
            (0, null),
            (PodStatusView.Of(recovered)!.Containers[1].RestartCount, PodStatusView.Of(recovered)!.Containers[1].LastState)
        );
    }
}
