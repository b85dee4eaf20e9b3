using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Runner.Tests;

public sealed class PodOrderSpecs
{
    [Theory, ClassData(typeof(Shells))]
    public void Init_containers_run_one_after_the_other_and_then_all_others_together(string shell)
    {
        // Each of the two main containers ends only when the other has begun.
        static PlanContainer Waiting(string name, string other) =>
            PlanContainer.Host(
                name,
                "sh",
                "-c",
                $"touch volumes/shared/{name}; while [ ! -e volumes/shared/{other} ]; do sleep 0.02; done; cat volumes/shared/init"
            );
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { EmptyDirs = ["shared"] }
                .Init(
                    PlanContainer.Host("first", "sh", "-c", "sleep 0.3; echo first >>volumes/shared/init"),
                    PlanContainer.Host("second", "sh", "-c", "echo second >>volumes/shared/init")
                )
                .Main(Waiting("a", "b"), Waiting("b", "a"))
        );

        job.EndsWith(0);

        Assert.Equal("first\nsecond\n", job.LogOf("a"));
        var told = job.Frames.Where(frame => frame.Container is "first" or "second").Select(frame => $"{frame.Container} {frame.Kind}");
        Assert.Equal(["first Start", "first Exit", "second Start", "second Exit"], told);
        Assert.True(job.View.Containers["second"].StartedAt >= job.ExitOf("first")!.At);
        Assert.True(job.View.Containers["a"].StartedAt >= job.ExitOf("second")!.At);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_failing_init_container_ends_the_pod_and_the_others_are_not_heard_of(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan()
                .Init(
                    PlanContainer.Host("good", "true"),
                    PlanContainer.Host("bad", "sh", "-c", "echo why; exit 4"),
                    PlanContainer.Host("never", "true")
                )
                .Main(PlanContainer.Host("main", "true"))
        );

        job.EndsWith(4);

        Assert.Equal(["bad", "good"], job.View.Containers.Keys.Order());
        Assert.Equal("why\n", job.LogOf("bad"));
        Assert.Equal(4, job.View.End!.Code);
        Assert.False(job.View.End.Stopped);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_stream_begins_with_a_run_of_its_own_and_ends_with_a_pad(string shell)
    {
        var plan = new RunnerPlan().Main(PlanContainer.Host("main", "true"));
        using var one = new RunnerJob(shell, plan);
        using var other = new RunnerJob(shell, plan);
        one.End();
        other.End();

        Assert.Equal(FrameKind.Run, one.Frames[0].Kind);
        Assert.Equal(FrameKind.End, one.Frames[^1].Kind);
        Assert.NotEqual(one.View.RunId, other.View.RunId);
        var tail = one.Bytes[^131_073..];
        Assert.Equal(131_072, tail.AsSpan().Count((byte)0));
    }
}
