using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.Actors.Tests.Streams;
using HtcondorActors.CondorIo;
using static HtcondorActors.Actors.Tests.Pods.Sample;
using static HtcondorActors.Actors.Tests.Streams.SampleStream;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>Words in place of a log: only where none of the pod's containers has run.</summary>
public sealed class MissingLogTextSpecs
{
    private static readonly JobAd HeldAd = Ad(7, JobStatus.Held) with
    {
        HoldReasonCode = 13,
        HoldReason = "Transfer input files failure: no such file",
    };
    private static readonly Terminated NoImage = new(
        128,
        "Error",
        "the container could not be started: pinging container registry",
        null,
        Noon
    );

    [Fact]
    public void An_earlier_log_is_known_not_to_be_while_the_containers_restarts_are_known()
    {
        const string words = "previous terminated container \"one\" in pod \"p\" not found";
        string? None(PodState pod) => LogLocations.Of(pod, "one").NoPrevious;
        var running = Released with
        {
            Ad = Ad(7, JobStatus.Running),
            Run = SampleStream.View(Frame("run", "-", "r1"), Frame("start", "one")),
        };
        var again = Released with
        {
            Ad = Ad(7, JobStatus.Running),
            Run = SampleStream.View(
                Frame("run", "-", "r1"),
                Frame("start", "one"),
                Frame("exit", "one", "1"),
                Frame("restart", "one", "1 10")
            ),
        };
        PodFinished Finished(params ContainerRestarts[] restarts) => new([NoImage], [NoImage, NoImage], Noon) { Restarts = restarts };

        Assert.Equal((words, words, words), (None(Accepted), None(running), None(running.Apply(Finished()))));
        Assert.Null(None(again));
        Assert.Null(None(running with { Run = RunView.Empty, SeenBeforeItsStart = false }));
        Assert.Null(None(running.Apply(Finished(new ContainerRestarts("one", 1, NoImage)))));
        Assert.Null(LogLocations.Of(running, "no-such").NoPrevious);
    }

    [Fact]
    public void A_job_that_HTCondor_refused_says_so() => Assert.Equal("HTCondor refused the job: not allowed here", Words(Refusal));

    [Fact]
    public void A_held_job_that_never_ran_says_why() =>
        Assert.Equal(
            "job 7.0 is held: Transfer input files failure: no such file (hold code 13)",
            Words(Released.Apply(new JobAdUpdated(HeldAd, Sample.Noon)))
        );

    [Fact]
    public void A_pod_that_ended_before_any_of_its_containers_began_says_why_of_each()
    {
        var pod = Released.Apply(
            new PodFinished([NoImage], [NoImage with { Message = "not started: init container prepare failed" }, NoImage], Noon)
        );
        Assert.Equal(NoImage.Message, Words(pod, "prepare"));
        Assert.Equal("not started: init container prepare failed", Words(pod));
    }

    [Fact]
    public void The_log_of_a_pod_of_which_a_container_ran_is_its_own_be_it_empty()
    {
        Assert.Null(Words(Finished));
        Assert.Null(Words(Released.Apply(new PodFinished([new(1, "Error", "1", Noon, Noon)], [NoImage, NoImage], Noon)), "two"));
        Assert.Null(
            Words(Released.Apply(new RunViewUpdated(Run(init: 0, one: null, two: null))).Apply(new JobAdUpdated(HeldAd, Sample.Noon)))
        );
        Assert.Null(Words(Released.Apply(new RunViewUpdated(Run(init: null, one: null, two: null)))));
        Assert.Null(Words(Released.Apply(new PodFinished([NoImage], [NoImage, NoImage], Noon) { Restarts = [new("one", 1, null)] })));
    }

    [Fact]
    public void What_only_waits_says_nothing()
    {
        Assert.Null(Words(Accepted));
        Assert.Null(Words(Released));
        Assert.Null(Words(Released.Apply(new JobAdUpdated(Gated(7), Sample.Noon))));
        Assert.Null(Words(Released.Apply(new JobAdUpdated(Ad(7, JobStatus.Idle), Sample.Noon))));
        Assert.Null(Words(Released.Apply(new RunViewUpdated(RunView.Empty with { RunId = "1", Note = "fetching the image" }))));
    }

    private static string? Words(PodState pod, string container = "one") => LogLocations.Of(pod, container).Words;
}
