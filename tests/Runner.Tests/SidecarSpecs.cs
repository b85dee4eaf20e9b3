namespace HtcondorActors.Runner.Tests;

public sealed class SidecarSpecs
{
    /// <summary>Its probe is answered while the image of the last container is still being fetched.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_sidecar_that_becomes_ready_while_an_image_is_fetched_disturbs_no_other_container(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name }
                .Init(
                    PlanContainer
                        .Host("side", "sh", "-c", "while :; do sleep 0.05; done")
                        .With("sidecar", "1")
                        .Probe("readiness", "exec")
                        .Command("readiness", "true")
                )
                .Main(
                    PlanContainer.Host("main", "true"),
                    new PlanContainer("late", "exec", "docker://later", "echo", "ran") { WorkingDirectory = "/" }
                ),
            FakeApptainer.WriteTo
        );

        job.EndsWith(0);

        Assert.Equal((1, 1, 1), (Starts("side"), Starts("main"), Starts("late")));
        Assert.Equal("ran\n", job.LogOf("late"));
        int Starts(string name) => job.Told(name).Count(frame => frame.Kind == "start");
    }

    private static PlanContainer Sidecar(string name, string script = "while :; do sleep 0.05; done") =>
        PlanContainer
            .Host(name, "sh", "-c", $"trap 'echo {name} >>order; exit 9' TERM; touch {name}.up; {script}")
            .With("sidecar", "1")
            .With("restart", "always");

    [Theory, ClassData(typeof(Shells))]
    public void Sidecars_run_beside_the_others_and_end_after_them_the_last_one_first(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan()
                .Init(Sidecar("one"), PlanContainer.Host("init", "sh", "-c", "while [ ! -e one.up ]; do sleep 0.02; done"), Sidecar("two"))
                .Main(PlanContainer.Host("main", "sh", "-c", "while [ ! -e two.up ]; do sleep 0.02; done; echo main >>order"))
        );

        job.EndsWith(0);

        Assert.Equal(["main", "two", "one"], File.ReadAllLines(job.Folder + "/order"));
        var exits = ParsedFrame
            .AllIn(job.Bytes)
            .Where(frame => frame.Kind is "exit" or "end")
            .Select(frame => $"{frame.Container} {frame}");
        Assert.Equal(["init exit 0", "main exit 0", "two exit 9", "one exit 9", "- end 0"], exits);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_sidecar_that_ends_is_started_again_whatever_its_code(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("backoff_ms", "20")] }
                .Init(Sidecar("side", "echo x >>runs; [ $(wc -l <runs) -le 2 ] && exit 0; while :; do sleep 0.05; done"))
                .Main(PlanContainer.Host("main", "sh", "-c", "while [ ! -e runs ] || [ $(wc -l <runs) -le 2 ]; do sleep 0.02; done"))
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 0", "restart 1 20", "start", "exit 0", "restart 2 40", "start", "exit 9"], job.Story("side"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void With_a_startup_probe_the_next_one_waits_for_it(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan()
                .Init(
                    Sidecar("side", "sleep 0.5; touch up; while :; do sleep 0.05; done")
                        .Probe("startup", "exec", failure: 100)
                        .Command("startup", "test", "-e", "up")
                )
                .Main(PlanContainer.Host("main", "test", "-e", "up"))
        );

        job.EndsWith(0);

        Assert.Equal(["start its startup probe has not succeeded yet", "ready", "exit 9"], job.Story("side"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void When_an_init_container_fails_the_sidecars_before_it_are_stopped(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan()
                .Init(Sidecar("side"), PlanContainer.Host("init", "sh", "-c", "while [ ! -e side.up ]; do sleep 0.02; done; exit 4"))
                .Main(PlanContainer.Host("main", "true"))
        );

        job.EndsWith(4);

        Assert.Equal(["start", "exit 9"], job.Story("side"));
        Assert.Empty(job.Told("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Told_to_stop_the_sidecars_serve_the_others_until_those_have_ended(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 20 }
                .Init(Sidecar("side"))
                .Main(
                    PlanContainer.Host(
                        "main",
                        "sh",
                        "-c",
                        "trap 'sleep 0.5; echo main >>order; exit 0' TERM; echo up; while :; do sleep 0.05; done"
                    )
                )
        );
        job.Until(it => it.LogOf("main") != "").Terminate();

        job.EndsWith(0);

        Assert.Equal(["main", "side"], File.ReadAllLines(job.Folder + "/order"));
        Assert.Equal("exit 9 Stopped", job.Story("side")[^1]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_sidecar_that_does_not_end_is_killed_when_the_grace_is_over(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 1 }
                .Init(
                    PlanContainer.Host("side", "sh", "-c", "trap '' TERM; touch side.up; while :; do sleep 0.05; done").With("sidecar", "1")
                )
                .Main(PlanContainer.Host("main", "sh", "-c", "while [ ! -e side.up ]; do sleep 0.02; done"))
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 137"], job.Story("side"));
    }
}
