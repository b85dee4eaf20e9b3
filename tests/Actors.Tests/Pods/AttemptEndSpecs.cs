using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Exit code, reason and words of an end, and which words win.</summary>
public sealed class AttemptEndSpecs
{
    private static readonly JobAd Removed = Ad(7, JobStatus.Removed) with { FromHistory = true, RemoveReason = "via condor_rm" };

    private static Terminated One(params byte[][] frames) => Of(null, frames);

    private static Terminated Of(JobAd? ad, params byte[][] frames) =>
        PodEnding
            .Of(
                Released with
                {
                    Outline = Outline with { InitContainers = [], Warnings = ["hostNetwork is not served"] },
                    Ad = ad,
                    Run = SampleStream.View([Frame("run", "-", "r1"), Frame("start", "one"), .. frames]),
                }
            )
            .Containers[0];

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    public void The_termination_message_is_told_exactly_and_before_the_runners_words(string exit)
    {
        var one = One(
            Frame("note", "one", "no overlay here"),
            Frame("message", "one", " {\"a\": 1}\n\ttwo \n"),
            Frame("exit", "one", exit)
        );
        Assert.Equal((exit == "0" ? "Completed" : "Error", " {\"a\": 1}\n\ttwo \n"), (one.Reason, one.Message));
    }

    [Fact]
    public void Without_one_the_runners_words_are_told_and_an_empty_one_is_none()
    {
        Assert.Equal(
            "liveness probe failed",
            One(Frame("note", "one", "liveness probe failed"), Frame("message", "one"), Frame("exit", "one", "137")).Message
        );
        Assert.Equal("128+9: killed by signal 9, or its own choice", One(Frame("message", "one"), Frame("exit", "one", "137")).Message);
    }

    [Theory]
    [InlineData("137 OOMKilled")]
    [InlineData("0 OOMKilled")]
    public void Too_much_memory_is_told_in_the_message_since_the_reason_is_overwritten(string exit)
    {
        var one = One(Frame("note", "one", "used 130 MiB of 128 MiB"), Frame("exit", "one", exit));
        Assert.Equal((137, "OOMKilled", "OOMKilled: used 130 MiB of 128 MiB"), (one.ExitCode, one.Reason, one.Message));
        Assert.Equal("OOMKilled in a child", One(Frame("note", "one", "OOMKilled in a child"), Frame("exit", "one", exit)).Message);
        Assert.Equal(
            "OOMKilled: it used more memory than its limit; its message: state saved",
            One(Frame("message", "one", "state saved"), Frame("exit", "one", exit)).Message
        );
    }

    [Fact]
    public void An_end_after_the_deadline_is_never_a_success()
    {
        var one = One(Frame("note", "-", "MaxRuntime (60 s) is over"), Frame("exit", "one", "0 DeadlineExceeded"));
        Assert.Equal((143, "DeadlineExceeded", "DeadlineExceeded: MaxRuntime (60 s) is over"), (one.ExitCode, one.Reason, one.Message));
        Assert.Equal(9, One(Frame("exit", "one", "9 DeadlineExceeded")).ExitCode);
    }

    [Fact]
    public void An_evicted_pod_is_never_a_success_and_says_how_much_it_wrote()
    {
        const string words = "Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\": 2000000 bytes are used";
        var one = One(Frame("note", "-", words), Frame("exit", "one", "0 Evicted"));
        Assert.Equal((137, "Evicted", "Evicted: " + words), (one.ExitCode, one.Reason, one.Message));
        Assert.Equal(143, One(Frame("exit", "one", "143 Evicted")).ExitCode);
        var pod = Released with
        {
            Run = SampleStream.View(Frame("run", "-", "r1"), Frame("note", "-", words), Frame("end", "-", "143 Evicted")),
        };
        Assert.All(
            PodEnding.Of(pod).Containers,
            c => Assert.Equal((143, "Evicted", "Evicted: " + words), (c.ExitCode, c.Reason, c.Message))
        );
    }

    [Fact]
    public void A_container_that_the_deadline_did_not_let_begin_has_its_words_too()
    {
        var pod = Released with
        {
            Run = SampleStream.View(
                Frame("run", "-", "r1"),
                Frame("note", "-", "activeDeadlineSeconds (1 s)"),
                Frame("end", "-", "0 DeadlineExceeded")
            ),
        };
        Assert.All(
            PodEnding.Of(pod).Containers,
            c => Assert.Equal((143, "DeadlineExceeded: activeDeadlineSeconds (1 s)"), (c.ExitCode, c.Message))
        );
    }

    [Fact]
    public void What_an_init_container_did_not_let_begin_says_why_that_failed()
    {
        PodState Failed(string words, string exit) =>
            Released with
            {
                Run = SampleStream.View(
                    Frame("run", "-", "r1"),
                    Frame("note", "prepare", words),
                    Frame("exit", "prepare", exit),
                    Frame("end", "-", exit)
                ),
            };
        Assert.All(
            PodEnding.Of(Failed("no such image", "128")).Containers,
            c =>
                Assert.Equal(
                    (
                        128,
                        "ContainerStartNotReached",
                        "ContainerStartNotReached: init container prepare failed with exit code 128, and this one was not "
                            + "started: no such image"
                    ),
                    (c.ExitCode, c.Reason, c.Message)
                )
        );
        Assert.All(PodEnding.Of(Failed("", "7")).Containers, c => Assert.Equal(128, c.ExitCode));
        Assert.All(
            PodEnding.Of(Failed("stopped", "143 DeadlineExceeded")).Containers,
            c => Assert.Equal((143, "DeadlineExceeded"), (c.ExitCode, c.Reason))
        );
        Assert.All(
            PodEnding.Of(Failed(new string('x', 2000), "1")).Containers,
            c => Assert.Equal(StatusMessages.Longest, c.Message!.Length)
        );
    }

    [Fact]
    public void A_stop_from_outside_is_told_before_what_the_container_said()
    {
        Assert.Equal(
            "job 7.0 was removed: via condor_rm; its message: bye",
            Of(Removed, Frame("message", "one", "bye"), Frame("exit", "one", "143 Stopped")).Message
        );
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("0", 143)]
    public void A_container_that_waited_to_be_started_again_when_all_was_stopped_keeps_its_last_end_but_no_success(string exit, int told)
    {
        var one = Of(Removed, Frame("exit", "one", exit, 2), Frame("restart", "one", "1 10000"), Frame("end", "-", "143 Stopped"));
        Assert.Equal((told, Epoch.AddSeconds(2)), (one.ExitCode, one.FinishedAt));
        Assert.Equal(
            $"job 7.0 was removed: via condor_rm; before that the container had ended with exit code {exit} and waited for its restart",
            one.Message
        );
    }
}
