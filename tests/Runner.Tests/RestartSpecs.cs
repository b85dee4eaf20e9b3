namespace HtcondorActors.Runner.Tests;

public sealed class RestartSpecs
{
    private static PlanContainer CountsTo(string name, int last, string rule) =>
        PlanContainer.Host(name, "sh", "-c", $"echo run; echo x >>{name}.runs; [ $(wc -l <{name}.runs) -ge {last} ]").With("restart", rule);

    [Theory, ClassData(typeof(Shells))]
    public void A_container_that_fails_is_started_again_until_it_succeeds(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Quick(50).Main(CountsTo("main", 3, "onfailure"), PlanContainer.Host("once", "sh", "-c", "exit 0").With("restart", "onfailure"))
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 1", "restart 1 50", "start", "exit 1", "restart 2 100", "start", "exit 0"], job.Story("main"));
        Assert.Equal(["start", "exit 0"], job.Story("once"));
        Assert.Equal(["run\n", "run\n", "run\n"], job.Told("main").Where(frame => frame.Kind == "log").Select(frame => frame.Text));
        var times = job.Told("main").Where(frame => frame.Kind is "start" or "exit").Select(frame => frame.At).ToList();
        Assert.True(times[2] - times[1] >= 50 && times[4] - times[3] >= 100, string.Join(' ', times));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_waiting_doubles_up_to_thirty_times_the_first(string shell)
    {
        using var job = new RunnerJob(shell, Quick(10).Main(PlanContainer.Host("main", "false").With("restart", "always")));
        job.Until(it => it.Story("main").Contains("restart 7 300")).Terminate();
        job.End();

        Assert.Equal(
            ["10", "20", "40", "80", "160", "300", "300"],
            job.Told("main").Where(frame => frame.Kind == "restart").Take(7).Select(frame => frame.Text.Split(' ')[1])
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_that_must_always_run_runs_until_the_runner_is_told_to_stop(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Quick(20)
                .Main(
                    PlanContainer.Host("main", "true").With("restart", "always"),
                    PlanContainer.Host("other", "sh", "-c", "while :; do sleep 0.05; done").With("restart", "always")
                )
        );
        job.Until(it => it.Story("main").Count(line => line == "start") >= 3).Terminate();

        job.EndsWith(143);

        Assert.Equal(["start", "exit 143 Stopped"], job.Story("other"));
        Assert.Equal("end 143 Stopped", job.Story("-")[^1]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Told_to_stop_while_it_waits_for_a_restart_it_does_not_wait_longer(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Quick(600_000).Main(PlanContainer.Host("main", "sh", "-c", "exit 3").With("restart", "always"))
        );
        job.Until(it => it.Story("main").Contains("restart 1 600000")).Terminate();

        job.EndsWith(3);

        Assert.Equal(["start", "exit 3", "restart 1 600000"], job.Story("main"));
        Assert.Equal("end 3 Stopped", job.Story("-")[^1]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Of_init_containers_only_those_that_fail_are_started_again(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Quick(20).Init(CountsTo("init", 2, "always"), CountsTo("strict", 1, "always")).Main(PlanContainer.Host("main", "true"))
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 1", "restart 1 20", "start", "exit 0"], job.Story("init"));
        Assert.Equal(["start", "exit 0"], job.Story("strict"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_could_not_be_started_is_tried_again_too(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, More = [("backoff_ms", "20")] }.Main(
                new PlanContainer("main", "exec", "/unstartable.sif", "echo") { WorkingDirectory = "/" }.With("restart", "onfailure")
            ),
            FakeApptainer.WriteTo
        );
        job.Until(it => it.Story("main").Contains("restart 2 40")).Terminate();

        // 143 if it was starting just then.
        Assert.Contains(job.End(), (int[])[128, 143]);

        Assert.DoesNotContain("start", job.Story("main"));
        Assert.Contains("exit 128 StartError", job.Story("main"));
    }

    private static RunnerPlan Quick(int firstWait) => new() { More = [("backoff_ms", $"{firstWait}")] };
}
