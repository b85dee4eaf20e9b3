namespace HtcondorActors.Runner.Tests;

public sealed class HookSpecs
{
    private const string Waits = "trap 'echo TERM >>order; exit 0' TERM; touch up; while :; do sleep 0.05; done";

    [Theory, ClassData(typeof(Shells))]
    public void PostStart_runs_beside_the_container_once_it_has_started(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container("while [ ! -e hook ]; do sleep 0.02; done; cat hook")
                    .With("poststart_type", "exec")
                    .Command("poststart", "sh", "-c", "echo \"$WHO\" >hook.new; mv hook.new hook") with
                {
                    Environment = ["WHO=the container's own"],
                }
            )
        );

        job.EndsWith(0);

        Assert.Equal("the container's own\n", job.LogOf("main"));
        Assert.Equal(["start", "exit 0"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_next_container_starts_when_the_PostStart_hook_of_the_one_before_is_over(string shell)
    {
        static PlanContainer Sh(string name, string script) => PlanContainer.Host(name, "sh", "-c", script);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Sh("beside", "while [ ! -e done ]; do sleep 0.02; done"),
                Sh("proxy", "while [ ! -e done ]; do sleep 0.02; done")
                    .With("poststart_type", "exec")
                    .Command("poststart", "sh", "-c", "touch asked; while [ ! -e go ]; do sleep 0.02; done; touch up"),
                Sh("app", "ls up; touch done")
            )
        );
        job.Until(it => it.Story("beside").Count == 1 && it.Story("proxy").Count == 1 && File.Exists(it.Folder + "/asked"));
        Assert.Empty(job.Story("app"));
        File.WriteAllText(job.Folder + "/go", "");

        job.EndsWith(0);

        Assert.Equal("up\n", job.LogOf("app"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_sidecars_PostStart_hook_holds_the_next_init_container(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan()
                .Init(
                    PlanContainer
                        .Host("side", "sh", "-c", "while :; do sleep 0.02; done")
                        .With("sidecar", "1")
                        .With("poststart_type", "exec")
                        .Command("poststart", "sh", "-c", "sleep 0.3; touch up"),
                    PlanContainer.Host("init", "ls", "up")
                )
                .Main(Container("true"))
        );

        job.EndsWith(0);

        Assert.Equal("up\n", job.LogOf("init"));
    }

    [Theory]
    [InlineData("dash", "exit 3", "sleep 1000")]
    [InlineData("bash", "exit 3", "sleep 1000")]
    [InlineData("dash", "while :; do sleep 0.02; done", "exit 5")]
    public void A_container_that_ends_within_its_PostStart_hook_or_whose_hook_fails_does_not_hold_the_next_one_for_ever(
        string shell,
        string container,
        string hook
    )
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(container).With("poststart_type", "exec").Command("poststart", "sh", "-c", hook),
                PlanContainer.Host("next", "echo", "begun")
            )
        );

        Assert.NotEqual(0, job.End());

        Assert.Equal("begun\n", job.LogOf("next"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_runner_that_is_told_to_stop_during_a_PostStart_hook_starts_no_other_container(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 1 }.Main(
                Container("while :; do sleep 0.02; done")
                    .With("poststart_type", "exec")
                    .Command("poststart", "sh", "-c", "touch asked; exec sleep 1000"),
                PlanContainer.Host("next", "echo", "begun")
            )
        );
        job.Until(it => File.Exists(it.Folder + "/asked")).Terminate();

        job.End();

        Assert.Empty(job.Story("next"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void When_PostStart_fails_the_container_is_killed_and_its_rule_decides(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("backoff_ms", "20")] }.Main(
                // The hook may run before the container's first line.
                Container("[ ! -e tried ] || exit 0; touch up; while :; do sleep 0.02; done")
                    .With("restart", "onfailure")
                    .With("poststart_type", "exec")
                    .Command("poststart", "sh", "-c", "until [ -e up ]; do sleep 0.02; done; touch tried; echo no good; exit 5")
            )
        );

        job.EndsWith(0);

        Assert.Equal(
            [
                "start",
                "note its postStart hook failed: exit code 5: no good; the container is killed",
                "exit 143",
                "restart 1 20",
                "start",
                "exit 0",
            ],
            job.Story("main").Where((line, i) => i < 5 || line.StartsWith("exit", StringComparison.Ordinal))
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void PreStop_comes_before_the_signal_when_the_runner_is_told_to_stop(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 20 }.Main(
                Container(Waits).With("prestop_type", "exec").Command("prestop", "sh", "-c", "sleep 0.3; echo hook >>order")
            )
        );
        job.Until(it => File.Exists(it.Folder + "/up")).Terminate();

        job.EndsWith(0);

        Assert.Equal(["hook", "TERM"], File.ReadAllLines(job.Folder + "/order"));
        Assert.Equal(["start", "exit 0 Stopped"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void PreStop_of_several_containers_runs_at_the_same_time_and_a_sleep_is_one(string shell)
    {
        // Each of the hooks ends only when the other has begun.
        static PlanContainer Meets(string name, string other) =>
            PlanContainer
                .Host(name, "sh", "-c", Waits.Replace("touch up", "touch up." + name, StringComparison.Ordinal))
                .With("prestop_type", "exec")
                .Command("prestop", "sh", "-c", $"touch {name}; while [ ! -e {other} ]; do sleep 0.02; done; echo hook >>order");
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 20 }.Main(
                Meets("a", "b"),
                Meets("b", "a"),
                PlanContainer
                    .Host("c", "sh", "-c", Waits.Replace("touch up", "touch up.c", StringComparison.Ordinal))
                    .With("prestop_type", "sleep")
                    .With("prestop_seconds", "1")
            )
        );
        job.Until(it => File.Exists(it.Folder + "/up.a") && File.Exists(it.Folder + "/up.b") && File.Exists(it.Folder + "/up.c"))
            .Terminate();

        job.EndsWith(0);

        Assert.Equal(5, File.ReadAllLines(job.Folder + "/order").Length);
        Assert.InRange(job.Told("c")[^1].At - Math.Max(job.Told("a")[^1].At, job.Told("b")[^1].At), 300, 15_000);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_PreStop_that_uses_up_the_grace_is_cut_off_and_the_signal_still_comes(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 1 }.Main(Container(Waits).With("prestop_type", "exec").Command("prestop", "sleep", "1000"))
        );
        job.Until(it => File.Exists(it.Folder + "/up")).Terminate();

        job.EndsWith(0);

        Assert.Equal(["TERM"], File.ReadAllLines(job.Folder + "/order"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_probe_that_kills_lets_PreStop_run_too(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(Waits)
                    .Probe("liveness", "exec")
                    .Command("liveness", "test", "!", "-e", "up")
                    .With("prestop_type", "exec")
                    .Command("prestop", "sh", "-c", "echo hook >>order")
            )
        );

        job.EndsWith(0);

        Assert.Equal(["hook", "TERM"], File.ReadAllLines(job.Folder + "/order"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_HTTP_hook_is_a_request_whatever_is_answered(string shell)
    {
        using var server = new FixedAnswerServer(500);
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(Waits)
                    .With("poststart_type", "http")
                    .With("poststart_port", $"{server.Port}")
                    .With("poststart_path", "/began")
                    .With("prestop_type", "http")
                    .With("prestop_port", $"{server.Port}")
                    .With("prestop_path", "/ends")
            )
        );
        job.Until(_ => server.Requests.Count >= 1).Terminate();

        job.EndsWith(0);

        Assert.Equal(["GET /began", "GET /ends"], server.Requests.Select(request => request.Split(" HTTP")[0]));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_containers_own_stop_signal_is_sent(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 20 }.Main(
                Container("trap 'exit 8' USR1; trap 'exit 9' TERM; touch up; while :; do sleep 0.05; done").With("stop_signal", "USR1")
            )
        );
        job.Until(it => File.Exists(it.Folder + "/up")).Terminate();

        job.EndsWith(8);
    }

    private static PlanContainer Container(string script) => PlanContainer.Host("main", "sh", "-c", script);
}
