namespace HtcondorActors.Runner.Tests;

public sealed class HookSpecs
{
    private const string Waits = "trap 'echo TERM >>order; exit 0' TERM; touch up; while :; do sleep 0.05; done";

    [Theory, ClassData(typeof(Shells))]
    public void PostStart_runs_beside_the_container_once_it_has_started(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(
            Container("while [ ! -e hook ]; do sleep 0.02; done; cat hook").With("poststart_type", "exec").Command("poststart", "sh", "-c", "echo \"$WHO\" >hook.new; mv hook.new hook") with
            {
                Environment = ["WHO=the container's own"],
            }));

        Assert.Equal(0, job.End());

        Assert.Equal("the container's own\n", job.LogOf("main"));
        Assert.Equal(["start", "exit 0"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void When_PostStart_fails_the_container_is_killed_and_its_rule_decides(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan { More = [("backoff_ms", "20")] }.Main(
            Container("[ ! -e tried ] || exit 0; while :; do sleep 0.02; done").With("restart", "onfailure")
                .With("poststart_type", "exec").Command("poststart", "sh", "-c", "touch tried; echo no good; exit 5")));

        Assert.Equal(0, job.End());

        Assert.Equal(["start", "note its postStart hook failed: exit code 5: no good; the container is killed", "exit 143", "restart 1 20", "start", "exit 0"],
            job.Story("main").Where((line, i) => i < 5 || line.StartsWith("exit", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(Shells))]
    public void PreStop_comes_before_the_signal_when_the_runner_is_told_to_stop(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan { Grace = 20 }.Main(
            Container(Waits).With("prestop_type", "exec").Command("prestop", "sh", "-c", "sleep 0.3; echo hook >>order")));
        job.Until(it => File.Exists(it.Folder + "/up")).Terminate();

        Assert.Equal(0, job.End());

        Assert.Equal(["hook", "TERM"], File.ReadAllLines(job.Folder + "/order"));
        Assert.Equal(["start", "exit 0 Stopped"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void PreStop_of_several_containers_runs_at_the_same_time_and_a_sleep_is_one(string shell)
    {
        // Each of the hooks ends only when the other has begun.
        static PlanContainer Meets(string name, string other) => PlanContainer.Host(name, "sh", "-c", Waits.Replace("touch up", "touch up." + name, StringComparison.Ordinal))
            .With("prestop_type", "exec").Command("prestop", "sh", "-c", $"touch {name}; while [ ! -e {other} ]; do sleep 0.02; done; echo hook >>order");
        using var job = new RunnerJob(shell, new RunnerPlan { Grace = 20 }.Main(Meets("a", "b"), Meets("b", "a"),
            PlanContainer.Host("c", "sh", "-c", Waits.Replace("touch up", "touch up.c", StringComparison.Ordinal)).With("prestop_type", "sleep").With("prestop_seconds", "1")));
        job.Until(it => File.Exists(it.Folder + "/up.a") && File.Exists(it.Folder + "/up.b") && File.Exists(it.Folder + "/up.c")).Terminate();

        Assert.Equal(0, job.End());

        Assert.Equal(5, File.ReadAllLines(job.Folder + "/order").Length);
        Assert.InRange(job.Told("c")[^1].At - Math.Max(job.Told("a")[^1].At, job.Told("b")[^1].At), 300, 15_000);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_PreStop_that_uses_up_the_grace_is_cut_off_and_the_signal_still_comes(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan { Grace = 1 }.Main(Container(Waits).With("prestop_type", "exec").Command("prestop", "sleep", "1000")));
        job.Until(it => File.Exists(it.Folder + "/up")).Terminate();

        Assert.Equal(0, job.End());

        Assert.Equal(["TERM"], File.ReadAllLines(job.Folder + "/order"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_probe_that_kills_lets_PreStop_run_too(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(Container(Waits)
            .Probe("liveness", "exec").Command("liveness", "test", "!", "-e", "up").With("prestop_type", "exec").Command("prestop", "sh", "-c", "echo hook >>order")));

        Assert.Equal(0, job.End());

        Assert.Equal(["hook", "TERM"], File.ReadAllLines(job.Folder + "/order"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_HTTP_hook_is_a_request_whatever_is_answered(string shell)
    {
        using var server = new OneAnswer(500);
        using var job = new RunnerJob(shell, new RunnerPlan().Main(
            Container(Waits).With("poststart_type", "http").With("poststart_port", $"{server.Port}").With("poststart_path", "/began")
                .With("prestop_type", "http").With("prestop_port", $"{server.Port}").With("prestop_path", "/ends")));
        job.Until(_ => server.Requests.Count >= 1).Terminate();

        Assert.Equal(0, job.End());

        Assert.Equal(["GET /began", "GET /ends"], server.Requests.Select(request => request.Split(" HTTP")[0]));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_containers_own_stop_signal_is_sent(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan { Grace = 20 }.Main(
            Container("trap 'exit 8' USR1; trap 'exit 9' TERM; touch up; while :; do sleep 0.05; done").With("stop_signal", "USR1")));
        job.Until(it => File.Exists(it.Folder + "/up")).Terminate();

        Assert.Equal(8, job.End());
    }

    private static PlanContainer Container(string script) => PlanContainer.Host("main", "sh", "-c", script);
}
