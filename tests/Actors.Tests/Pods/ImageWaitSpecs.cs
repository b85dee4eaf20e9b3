using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>What is told of a container whose image cannot be had now.</summary>
public sealed class ImageWaitSpecs
{
    private static Frame Frame(FrameKind kind, string container, string text) => new(kind, container, Noon, text);

    private static PodState Running(params Frame[] frames)
    {
        var outline = Outline with { InitContainers = [], Containers = [new("one", "a") { MayRestart = true }, new("two", "b")] };
        var pod = After(
            new PodAccepted(outline, Noon),
            new SubmitIntended(1, Noon),
            new ReleaseDecided(new(7, 0), "g", Noon),
            new JobAdUpdated(Ad(7, JobStatus.Running), Noon)
        );
        return pod.Apply(
            new RunViewUpdated(frames.Aggregate(RunView.Empty.Apply(Frame(FrameKind.Run, "-", "1.1")), (view, frame) => view.Apply(frame)))
        );
    }

    private static ContainerState State(PodState pod, int container = 0) => PodStatusView.Of(pod)!.Containers[container].State;

    [Fact]
    public void It_waits_in_the_kubelets_words_while_the_other_runs()
    {
        var pod = Running(Frame(FrameKind.Wait, "one", "ErrImagePull no such host"), Frame(FrameKind.Start, "two", ""));
        Assert.Equal(new Waiting("ErrImagePull", "no such host"), State(pod));
        Assert.IsType<Running>(State(pod, 1));
        Assert.Equal(
            new Waiting("ImagePullBackOff", "no such host; it is tried again in 20 s"),
            State(
                Running(
                    Frame(FrameKind.Wait, "one", "ErrImagePull no such host"),
                    Frame(FrameKind.Wait, "one", "ImagePullBackOff no such host; it is tried again in 20 s")
                )
            )
        );
        Assert.IsType<Running>(
            State(Running(Frame(FrameKind.Wait, "one", "ErrImagePull no such host"), Frame(FrameKind.Start, "one", "")))
        );
    }

    [Fact]
    public void A_word_that_is_not_the_kubelets_is_no_reason() =>
        Assert.Equal(
            "ContainerCreating",
            Assert.IsType<Waiting>(State(Running(Frame(FrameKind.Wait, "one", "Whatever words"), Frame(FrameKind.Note, "one", "x")))).Reason
        );

    [Theory]
    [InlineData("128 ErrImagePull", "ErrImagePull")]
    [InlineData("128 ErrImageNeverPull", "ErrImageNeverPull")]
    [InlineData("128 InvalidImageName", "InvalidImageName")]
    public void An_image_that_was_given_up_is_an_end_whatever_the_pod_says_of_restarts(string exit, string reason)
    {
        var pod = Running(Frame(FrameKind.Note, "one", "the words"), Frame(FrameKind.Exit, "one", exit), Frame(FrameKind.Start, "two", ""));
        var end = Assert.IsType<Terminated>(State(pod));
        Assert.Equal((128, reason, $"{reason}: the words"), (end.ExitCode, end.Reason, end.Message));
        Assert.Null(end.StartedAt);
    }

    [Fact]
    public void A_container_that_was_not_started_is_told_as_containerd_tells_it()
    {
        var pod = Running(
            Frame(FrameKind.Start, "one", ""),
            Frame(FrameKind.Note, "two", "no such file"),
            Frame(FrameKind.Exit, "two", "128 StartError")
        );
        var end = Assert.IsType<Terminated>(State(pod, 1));
        Assert.Equal((128, "StartError", "StartError: no such file"), (end.ExitCode, end.Reason, end.Message));
    }
}
