namespace HtcondorActors.Runner.Tests;

public sealed class StopSpecs
{
    private const string Forever = "echo ready; while :; do sleep 0.05; done";

    [Theory, ClassData(typeof(Shells))]
    public void The_application_hears_SIGTERM_and_all_that_ends_then_is_marked(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 20 }.Main(
                PlanContainer.Host("early", "sh", "-c", "exit 5"),
                PlanContainer.Host("polite", "sh", "-c", "trap 'echo goodbye; exit 7' TERM; " + Forever),
                PlanContainer.Host("plain", "sh", "-c", Forever)
            )
        );
        job.Until(it => it.ExitOf("early") is not null && it.LogOf("polite") != "" && it.LogOf("plain") != "").Terminate();

        job.EndsWith(143);

        Assert.Equal((5, false), Told(job, "early"));
        Assert.Equal((7, true), Told(job, "polite"));
        Assert.Equal((143, true), Told(job, "plain"));
        Assert.Equal("ready\ngoodbye\n", job.LogOf("polite"));
        Assert.Equal((143, true), (job.View.End!.Code, job.View.End.Stopped));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Who_ignores_SIGTERM_is_killed_when_the_grace_is_over(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 2 }.Main(PlanContainer.Host("deaf", "sh", "-c", "trap '' TERM; " + Forever))
        );
        job.Until(it => it.LogOf("deaf") != "");
        var told = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        job.Terminate();

        job.EndsWith(137);

        Assert.Equal((137, true), Told(job, "deaf"));
        Assert.InRange(job.ExitOf("deaf")!.At - told, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Stopped_in_an_init_container_the_rest_does_not_begin_and_the_job_does_not_succeed(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan()
                .Init(PlanContainer.Host("init", "sh", "-c", "trap 'exit 0' TERM; " + Forever))
                .Main(PlanContainer.Host("main", "true"))
        );
        job.Until(it => it.LogOf("init") != "").Terminate();

        job.EndsWith(143);

        Assert.Equal((0, true), Told(job, "init"));
        Assert.Equal(["init"], job.View.Containers.Keys);
        Assert.True(job.View.End!.Stopped);
    }

    [Theory, ClassData(typeof(Shells))]
    public void However_early_it_is_told_to_stop_it_ends_with_a_marked_end(string shell)
    {
        foreach (
            var moment in new Func<RunnerJob, bool>[]
            {
                it => it.Bytes.Length > 0,
                it => Directory.Exists(Path.Combine(it.Folder, "runner", "1")),
                it => File.Exists(Path.Combine(it.Folder, "runner", "1", "began")),
            }
        )
        {
            using var job = new RunnerJob(shell, new RunnerPlan { Grace = 1 }.Main(PlanContainer.Host("main", "sleep", "1000")));
            job.Until(moment).Terminate();

            Assert.NotEqual(0, job.End());

            Assert.True(job.View.End!.Stopped);
            Assert.All(job.View.Containers.Values, container => Assert.True(container.Exit!.Stopped));
        }
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_signal_that_comes_as_soon_as_the_application_runs_is_not_lost_and_its_own_code_is_told(string shell)
    {
        var names = Enumerable.Range(1, 20).Select(i => $"c{i}").ToList();
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 30 }.Main([
                .. names.Select(name =>
                    PlanContainer.Host(name, "sh", "-c", $"trap 'exit 9' TERM; touch up.{name}; while :; do sleep 0.05; done")
                ),
            ])
        );
        job.Until(it => names.All(name => File.Exists($"{it.Folder}/up.{name}"))).Terminate();

        job.EndsWith(9);

        Assert.All(names, name => Assert.Equal((9, true), Told(job, name)));
    }

    private static (int, bool) Told(RunnerJob job, string container) => (job.ExitOf(container)!.Code, job.ExitOf(container)!.Stopped);
}
