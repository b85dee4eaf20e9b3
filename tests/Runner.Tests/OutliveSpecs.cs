namespace HtcondorActors.Runner.Tests;

/// <summary>A hard eviction kills the processes of a job one after the other: what ends just before the runner is not the pod's
/// end.</summary>
public sealed class OutliveSpecs
{
    private const string Forever = "echo ready; while :; do sleep 0.05; done";
    private const string Talks = "while :; do echo line; sleep 0.05; done";

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void Of_a_container_that_is_killed_just_before_the_runner_no_end_is_told(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("outlive_ms", "600000")] }.Main(
                PlanContainer.Host("main", "sh", "-c", Forever),
                PlanContainer.Host("fails", "sh", "-c", Forever),
                PlanContainer.Host("other", "sh", "-c", Talks)
            )
        );
        job.Until(it => it.LogOf("main") != "" && it.LogOf("fails") != "").KillContainer(1).KillShellOf(2);
        job.Until(it => File.Exists(it.Folder + "/runner/1/eof") && File.Exists(it.Folder + "/runner/2/eof"));
        var heard = job.LogOf("other").Length;
        // Each is another look of the runner at all containers.
        for (var looks = 0; looks < 3; looks++)
        {
            job.Until(it => it.LogOf("other").Length > heard);
            heard = job.LogOf("other").Length;
        }

        job.Kill();

        Assert.Equal(
            [
                ["start"],
                ["start"],
            ],
            [job.Story("main"), job.Story("fails")]
        );
        Assert.DoesNotContain(job.Story("-"), told => told.StartsWith("end", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void A_container_alone_that_somebody_kills_is_told_a_second_later_with_the_time_of_its_end(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "sh", "-c", Forever)));
        job.Until(it => it.LogOf("main") != "").KillContainer(1);

        job.EndsWith(137);

        Assert.Equal(["start", "exit 137"], job.Story("main"));
        Assert.Equal("end 137", job.Story("-")[^1]);
        Assert.InRange(
            job.Told("-").Single(frame => frame.Kind == "end").At - job.ExitOf("main")!.At.ToUnixTimeMilliseconds(),
            1000,
            60_000
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_that_is_to_be_started_again_is_started_again(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("backoff_ms", "20"), ("outlive_ms", "20")] }.Main(
                PlanContainer.Host("main", "sh", "-c", "[ -e twice ] || { >twice; kill -9 $$; }").With("restart", "onfailure")
            )
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 137", "restart 1 20", "start", "exit 0"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void A_worker_that_somebody_kills_is_told_a_second_later(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "sh", "-c", Forever)));
        job.Until(it => it.LogOf("main") != "");
        var killed = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        job.KillWorker();

        job.EndsWith(125);

        Assert.InRange(job.Told("-").Single(frame => frame.Kind == "end").At - killed, 1000, 60_000);
    }
}
