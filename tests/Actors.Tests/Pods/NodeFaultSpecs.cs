using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static HtcondorActors.Actors.Tests.Pods.Sample;

namespace HtcondorActors.Actors.Tests.Pods;

/// <summary>A node that can run no container, as its runner says, and the job that it leaves on hold.</summary>
public sealed class NodeFaultSpecs
{
    private static JobAd Left(int starts = 1) =>
        Ad(7, JobStatus.Held) with
        {
            HoldReasonCode = NodeFaultHolds.Code,
            HoldReasonSubCode = NodeFaultHolds.SubCode,
            HoldReason = "the node can run no container",
            NumJobStarts = starts,
            HoldsByItself = starts,
            HoldsByPolicy = starts,
            FirstStartedAt = Noon,
        };

    private static RunSeen On(string machine, string run) =>
        new(
            new RunView
            {
                RunId = run,
                BeganAt = Noon,
                NodeFault = new NodeFault(machine, "no user namespaces"),
            }
        );

    private static (string? Reason, string? Message) Told(PodState pod) =>
        PodStatusView.Of(pod)!.Containers[0].State is Waiting waiting ? (waiting.Reason, waiting.Message) : default;

    [Fact]
    public void The_job_is_released_to_run_elsewhere_and_the_pod_waits_with_the_nodes_name()
    {
        var pod = Next(Next(Released, On("a.site", "1.1")), new JobSeen(Left()));
        Assert.Equal("NodeUnfit", Told(pod).Reason);
        Assert.Contains("node a.site can run no container (no user namespaces)", Told(pod).Message, StringComparison.Ordinal);
        var decision = Hear(pod, new JobSeen(Left()), TimeSpan.FromSeconds(5));
        var move = Assert.IsType<ReleaseOnOtherNodes>(Assert.Single(decision.Effects));
        Assert.Equal((new JobId(7, 0), "a.site", "a.site"), (move.Job, move.Fault!.Machine, Assert.Single(move.Machines)));
        Assert.Equal(Noon.AddMinutes(40), move.Until);

        var idle = Next(
            pod,
            new JobSeen(
                Left() with
                {
                    Status = JobStatus.Idle,
                    HoldReasonCode = null,
                    HoldReasonSubCode = null,
                    RejectReason = "no match found",
                }
            )
        );
        Assert.Equal(
            ("NodeUnfit", "job 7.0 is to run on another node: node a.site can run no container (no user namespaces): no match found"),
            Told(idle)
        );
    }

    [Fact]
    public void All_nodes_that_the_pod_has_left_are_avoided_and_it_never_ends_by_them()
    {
        var pod = Next(Released, On("a.site", "1.1"));
        for (var starts = 1; starts <= 19; starts++)
        {
            pod = Next(pod, new JobSeen(Left(starts)), TimeSpan.FromHours(starts));
            var move = Hear(pod, new JobSeen(Left(starts)), TimeSpan.FromHours(starts) + Options.RetryAtMost)
                .Effects.OfType<ReleaseOnOtherNodes>()
                .Single();
            Assert.Equal(["a.site", .. Enumerable.Range(1, starts - 1).Select(i => $"n{i}.site")], move.Machines);
            pod = Next(
                pod,
                new JobSeen(Left(starts) with { Status = JobStatus.Running, HoldReasonCode = null, HoldReasonSubCode = null }),
                TimeSpan.FromHours(starts) + TimeSpan.FromMinutes(2)
            );
            pod = Next(pod, On($"n{starts}.site", $"1.{starts + 1}"), TimeSpan.FromHours(starts) + TimeSpan.FromMinutes(3));
        }
        Assert.Equal(Stage.Released, pod.Stage);
        Assert.IsNotType<Terminated>(PodStatusView.Of(pod)!.Containers[0].State);
    }

    [Fact]
    public void The_node_may_be_heard_of_a_little_later_than_the_hold_and_is_not_waited_for_without_end()
    {
        var pod = Next(Released, new JobSeen(Left()));
        var soon = Hear(pod, new JobSeen(Left()), TimeSpan.FromSeconds(5));
        Assert.Empty(soon.Effects);
        Assert.NotNull(soon.RemindAfter);
        var late = Hear(pod, new JobSeen(Left()), TimeSpan.FromMinutes(1));
        Assert.Empty(Assert.IsType<ReleaseOnOtherNodes>(Assert.Single(late.Effects)).Machines);
    }

    [Fact]
    public void A_read_of_its_output_that_was_under_way_does_not_end_it()
    {
        var lost = Next(
            Next(Next(Released, new JobSeen(Ad(7, JobStatus.Running) with { NumJobStarts = 1 })), new JobNotSeen(AllMissing: false)),
            new JobNotSeen(AllMissing: false)
        );
        Assert.Equal(Step.Reading, lost.Step);
        var held = Next(Next(lost, new JobSeen(Left())), On("a.site", "1.1"));
        var read = Next(held, new RunRead(On("a.site", "1.1").Run, null));
        Assert.Equal(Stage.Released, read.Stage);
    }

    [Fact]
    public void The_fault_of_the_run_before_is_not_taken_for_that_of_this_one()
    {
        var pod = Next(Next(Released, On("a.site", "1.1")), new JobSeen(Left()));
        pod = Next(pod, new JobSeen(Left()), TimeSpan.FromSeconds(5));
        Assert.Equal(Step.Releasing, pod.Step);
        pod = Next(
            Next(pod, new ReleaseEnded(null)),
            new JobSeen(Left(2) with { Status = JobStatus.Running, HoldReasonCode = null, HoldReasonSubCode = null })
        );
        // Held again, on another node, of which the stream has not been read yet.
        pod = Next(pod, new JobSeen(Left(2)), TimeSpan.FromSeconds(20));
        Assert.Empty(Hear(pod, new JobSeen(Left(2)), TimeSpan.FromSeconds(30)).Effects);
        pod = Next(pod, On("b.site", "1.2"), TimeSpan.FromSeconds(31));
        Assert.Equal(
            ["a.site", "b.site"],
            Hear(pod, new JobSeen(Left(2)), TimeSpan.FromSeconds(32)).Effects.OfType<ReleaseOnOtherNodes>().Single().Machines
        );
    }

    [Fact]
    public void Such_holds_do_not_use_up_the_tries_of_another_code()
    {
        var other = Left(5) with
        {
            HoldReasonCode = 13,
            HoldReasonSubCode = 2,
            HoldReason = "transfer failed",
            HoldsByItself = 6,
            HoldsByPolicy = 5,
        };
        var pod = Next(Released, new JobSeen(other));
        Assert.Equal([new ReleaseHeld(new JobId(7, 0))], Hear(pod, new JobSeen(other), TimeSpan.FromMinutes(2)).Effects);
    }

    [Fact]
    public void When_the_schedd_ends_it_at_last_the_message_says_why_it_never_ran()
    {
        var over = Left(20) with { HoldReasonSubCode = 0, HoldReason = "it was started too often" };
        var pod = Next(Next(Released, On("a.site", "1.1")), new JobSeen(over));
        pod = Next(pod, new RunRead(On("a.site", "1.1").Run, null));
        Assert.Equal(Stage.Finished, pod.Stage);
        Assert.All(
            pod.End!.Containers,
            end =>
                Assert.Equal(
                    (
                        AttemptEnd.Killed,
                        "job 7.0 was held: it was started too often; node a.site can run no container (no user namespaces)"
                    ),
                    (end.ExitCode, end.Message)
                )
        );
    }

    [Fact]
    public void Many_pods_that_leave_one_node_are_one_line_of_the_log_in_ten_minutes()
    {
        var (clock, log) = (new FakeTimeProvider(), new CapturedLog<FaultyNodes>());
        var nodes = new FaultyNodes(clock, log);
        for (var i = 0; i < 50; i++)
            nodes.Note(new NodeFault(i % 2 == 0 ? "a.site" : "A.SITE", "broken"));
        nodes.Note(new NodeFault("b.site", "broken"));
        Assert.Equal(
            [
                "Node a.site can run no container (NodeUnfit). Its jobs are sent to other nodes: broken",
                "Node b.site can run no container (NodeUnfit). Its jobs are sent to other nodes: broken",
            ],
            log.Lines
        );
        clock.Advance(TimeSpan.FromMinutes(11));
        nodes.Note(new NodeFault("a.site", "still"));
        Assert.Equal(
            "Node a.site can still run no container (NodeUnfit). Further jobs that were sent to other nodes: 50. still",
            log.Lines[^1]
        );
    }

    [Fact]
    public void Made_up_names_of_nodes_fill_neither_the_memory_nor_the_log()
    {
        var (clock, log) = (new FakeTimeProvider(), new CapturedLog<FaultyNodes>());
        var nodes = new FaultyNodes(clock, log);
        for (var i = 0; i < 5000; i++)
            nodes.Note(new NodeFault($"n{i}.site", "broken"));
        Assert.Equal(1001, log.Lines.Count); // the further ones share one line
        nodes.Note(new NodeFault("n0.site", "broken"));
        Assert.Equal(1001, log.Lines.Count);
        clock.Advance(TimeSpan.FromMinutes(11));
        nodes.Note(new NodeFault("real.site", "broken"));
        Assert.Equal("Node real.site can run no container (NodeUnfit). Its jobs are sent to other nodes: broken", log.Lines[^1]);
    }
}
