using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Sidecars, containers that are not in the job, and job scripts: what stands in for what the stream does not say.</summary>
public sealed class SpecialContainerSpecs
{
    private static readonly PodOutline WithSidecar = Outline with
    {
        InitContainers = [new("proxy", "p", IsSidecar: true, MayRestart: true), new("prepare", "b")],
        Containers = [new("one", "b")],
    };
    private static readonly PodOutline Partly = Outline with
    {
        InitContainers = [new("first", "b", IsNotOffloaded: true), new("prepare", "b"), new("later", "b", IsNotOffloaded: true)],
        Containers = [new("away", "b", IsNotOffloaded: true), new("one", "b"), new("two", "b")],
    };
    private static readonly PodOutline Script = Outline with
    {
        IsJobScript = true,
        InitContainers = [new("prepare", "b")],
        Containers = [new("one", "b"), new("two", "b")],
    };

    private static PodState Running(PodOutline outline, params byte[][] frames) =>
        Released with
        {
            Outline = outline,
            Ad = Ad(7, JobStatus.Running),
            Run = SampleStream.View([Frame("run", "-", "r1"), .. frames]),
        };

    private static ContainerState[] Inits(PodState pod) => [.. PodStatusView.Of(pod)!.InitContainers.Select(c => c.State)];

    private static ContainerState[] Mains(PodState pod) => [.. PodStatusView.Of(pod)!.Containers.Select(c => c.State)];

    private static PodState Over(PodState pod) => pod.Apply(Next(pod, new RunSeen(pod.Run)).End!);

    private static readonly Terminated Started = new(
        0,
        "Completed",
        "started; runs beside the containers until they end",
        Epoch.AddSeconds(1),
        null
    );
    private static readonly byte[] Start = Frame("start", "proxy", "", 1);

    [Fact]
    public void A_sidecar_counts_as_ended_when_the_runner_goes_on_so_that_the_pod_can_be_running()
    {
        Assert.IsType<Running>(Inits(Running(WithSidecar, Start))[0]); // the next frame may say that it is not ready
        Assert.Equal(Started, Inits(Running(WithSidecar, Start, Frame("note", "prepare", "fetching")))[0]);
        Assert.IsType<Running>(
            Assert.Single(
                Mains(Running(WithSidecar, Start, Frame("start", "prepare"), Frame("exit", "prepare", "0"), Frame("start", "one")))
            )
        );
    }

    [Fact]
    public void A_sidecar_with_a_startup_probe_waits_until_it_has_succeeded_and_what_its_probes_say_later_does_not_count()
    {
        Assert.Equal(
            new Waiting("ContainerNotReady", "starting"),
            Inits(Running(WithSidecar, Start, Frame("unready", "proxy", "starting")))[0]
        );
        Assert.Equal(Started, Inits(Running(WithSidecar, Start, Frame("unready", "proxy", "starting"), Frame("ready", "proxy")))[0]);
        Assert.Equal(Started, Inits(Running(WithSidecar, Start, Frame("ready", "proxy"), Frame("unready", "proxy", "lost")))[0]);
    }

    [Fact]
    public void A_sidecar_that_crashes_before_it_has_started_is_in_its_back_off()
    {
        var told = Inits(
            Running(WithSidecar, Start, Frame("unready", "proxy", "w"), Frame("exit", "proxy", "1"), Frame("restart", "proxy", "1 10000"))
        );
        Assert.Equal("CrashLoopBackOff", Assert.IsType<Waiting>(told[0]).Reason);
    }

    [Fact]
    public void A_sidecar_that_is_started_again_later_stays_ended_and_its_restarts_are_counted()
    {
        var pod = Running(
            WithSidecar,
            Start,
            Frame("start", "prepare"),
            Frame("exit", "proxy", "1", 2),
            Frame("restart", "proxy", "1 10000"),
            Frame("start", "proxy", "", 12)
        );
        Assert.Equal((Started, 1), (Inits(pod)[0], PodStatusView.Of(pod)!.InitContainers[0].RestartCount));
    }

    [Theory]
    [InlineData("4", "ended with 4")]
    [InlineData("137", "ended with 137: 128+9: killed by signal 9, or its own choice")]
    [InlineData("143 Stopped", "ended with 143: job 7.0 ended; its output does not say how this container ended")]
    public void In_the_end_the_sidecars_own_end_is_told_in_words_and_does_not_count(string exit, string words)
    {
        var over = Over(
            Running(
                WithSidecar,
                Start,
                Frame("start", "prepare"),
                Frame("exit", "prepare", "0"),
                Frame("start", "one"),
                Frame("exit", "one", "0", 5),
                Frame("exit", "proxy", exit, 6),
                Frame("end", "-", "0", 6)
            )
        );
        Assert.Equal(
            new Terminated(0, "Completed", Started.Message + "; " + words, Epoch.AddSeconds(1), Epoch.AddSeconds(6)),
            Inits(over)[0]
        );
        Assert.Equal(0, ((Terminated)Mains(over)[0]).ExitCode);
    }

    [Fact]
    public void A_sidecar_that_never_started_fails_the_pod_like_any_init_container()
    {
        var over = Over(
            Running(WithSidecar, Frame("note", "proxy", "no such image"), Frame("exit", "proxy", "128"), Frame("end", "-", "128"))
        );
        Assert.Equal((128, "no such image"), (((Terminated)Inits(over)[0]).ExitCode, ((Terminated)Inits(over)[0]).Message));
        Assert.All(Inits(over)[1..].Concat(Mains(over)), state => Assert.Equal(128, Assert.IsType<Terminated>(state).ExitCode));
    }

    [Fact]
    public void Containers_elsewhere_wait_run_and_end_with_those_that_are_here()
    {
        byte[][] begun =
        [
            Frame("start", "prepare"),
            Frame("exit", "prepare", "0"),
            Frame("start", "one", "", 3),
            Frame("start", "two", "", 4),
        ];
        Assert.Equal("not offloaded to HTCondor", Assert.IsType<Waiting>(Mains(Running(Partly))[0]).Message);
        Assert.Equal(new Running(Epoch.AddSeconds(3)), Mains(Running(Partly, begun))[0]);
        Assert.IsType<Waiting>(Mains(Running(Partly, [.. begun, Frame("unready", "one", "w"), Frame("unready", "two", "w")]))[0]);
        var over = Over(Running(Partly, [.. begun, Frame("exit", "one", "3"), Frame("exit", "two", "0"), Frame("end", "-", "3")]));
        Assert.Equal([0, 3, 0], Mains(over).Select(state => ((Terminated)state).ExitCode));
        Assert.Equal(new Terminated(0, "Completed", "not offloaded to HTCondor", null, null), Mains(over)[0]);
    }

    [Fact]
    public void Init_containers_elsewhere_are_over_from_the_start_but_none_is_further_than_an_earlier_one()
    {
        PodState accepted = Accepted with { Outline = Partly };
        foreach (var pod in new[] { accepted, Running(Partly), Running(Partly, Frame("start", "prepare")) })
        {
            Assert.Equal(new Terminated(0, "Completed", "not offloaded to HTCondor", null, null), Inits(pod)[0]);
            Assert.All(Inits(pod)[1..], state => Assert.IsNotType<Terminated>(state));
        }
        Assert.All(
            Inits(Running(Partly, Frame("start", "prepare"), Frame("exit", "prepare", "0"))),
            state => Assert.Equal(0, Assert.IsType<Terminated>(state).ExitCode)
        );
    }

    [Fact]
    public void A_refused_pod_has_failed_whatever_of_it_is_elsewhere()
    {
        var refused = Refusal with { Outline = Partly };
        Assert.Equal([0, 1, 0], Inits(refused).Select(state => ((Terminated)state).ExitCode));
        Assert.Equal([0, 1, 1], Mains(refused).Select(state => ((Terminated)state).ExitCode));
    }

    [Fact]
    public void A_job_script_stands_for_all_containers()
    {
        Assert.Equal("fetching", Assert.IsType<Waiting>(Inits(Running(Script, Frame("note", "one", "fetching")))[0]).Message);
        var running = Running(Script, Frame("start", "one", "", 2));
        Assert.Equal(new Terminated(0, "Completed", "run by the job script", null, null), Assert.Single(Inits(running)));
        Assert.Equal([new Running(Epoch.AddSeconds(2)), new Running(Epoch.AddSeconds(2))], Mains(running));
        var over = Over(Running(Script, Frame("start", "one"), Frame("exit", "one", "6"), Frame("end", "-", "6")));
        Assert.Equal([6, 6], Mains(over).Select(state => ((Terminated)state).ExitCode));
        Assert.Equal(0, ((Terminated)Inits(over)[0]).ExitCode);
    }

    [Fact]
    public void A_job_script_that_could_not_be_started_is_the_end_of_all_containers()
    {
        var over = Over(Running(Script, Frame("note", "one", "no bash"), Frame("exit", "one", "127"), Frame("end", "-", "127")));
        Assert.All(
            Inits(over).Concat(Mains(over)),
            state => Assert.Equal((127, "no bash"), (((Terminated)state).ExitCode, ((Terminated)state).Message))
        );
    }

    [Theory]
    [InlineData("", "one")]
    [InlineData("two", "one")]
    [InlineData("prepare", "one")]
    [InlineData("nosuch", null)]
    public void The_log_of_a_job_script_is_that_of_every_container(string asked, string? place) =>
        Assert.Equal(place, LogLocations.Of(Running(Script), asked).Container);

    [Theory]
    [InlineData("", "one")]
    [InlineData("away", "away")]
    [InlineData("later", "later")]
    public void The_log_that_is_meant_without_a_name_is_that_of_a_container_that_is_here(string asked, string place) =>
        Assert.Equal(place, LogLocations.Of(Running(Partly), asked).Container);
}
