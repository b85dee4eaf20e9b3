using HtcondorActors.Actors.Streams;

namespace HtcondorActors.Runner.Tests;

/// <summary>When probes are asked and what follows from their answers; with commands on the host, which are quick.</summary>
public sealed class ProbeSpecs
{
    private const string UntilTold = "while [ ! -e go ]; do sleep 0.05; done";

    [Theory, ClassData(typeof(Shells))]
    public void Ready_is_told_when_the_readiness_probe_succeeds_and_unready_when_it_fails_later(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(UntilTold)
                    .Probe("readiness", "exec")
                    .Command("readiness", "sh", "-c", "[ -e up ] || { echo not; echo up yet; exit 3; }")
            )
        );
        job.Until(it => it.Story("main").Contains("unready readiness probe failed: exit code 3: up yet"));
        File.WriteAllText(job.Folder + "/up", "");
        job.Until(it => it.Story("main").Contains("ready"));
        File.Delete(job.Folder + "/up");
        job.Until(it => it.Story("main").Count(line => line.StartsWith("unready", StringComparison.Ordinal)) == 2);
        File.WriteAllText(job.Folder + "/go", "");

        job.EndsWith(0);

        const string failed = "unready readiness probe failed: exit code 3: up yet";
        Assert.Equal(["start its readiness probe has not succeeded yet", failed, "ready", failed, "exit 0"], job.Story("main"));
    }

    /// <summary>A reader may come between any two bytes.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void No_beginning_of_the_stream_says_that_a_container_with_a_probe_runs_and_leaves_out_that_it_is_not_ready(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("ready", "sh", "-c", UntilTold).Probe("readiness", "exec").Command("readiness", "false"),
                PlanContainer.Host("started", "sh", "-c", UntilTold).Probe("startup", "exec", failure: 60).Command("startup", "false"),
                PlanContainer
                    .Host("both", "sh", "-c", UntilTold)
                    .Probe("startup", "exec", failure: 60)
                    .Command("startup", "true")
                    .Probe("readiness", "exec")
                    .Command("readiness", "false"),
                PlanContainer.Host("none", "sh", "-c", UntilTold)
            )
        );
        job.Until(it => it.Story("both").Any(line => line.StartsWith("unready readiness probe failed", StringComparison.Ordinal)));
        File.WriteAllText(job.Folder + "/go", "");

        job.EndsWith(0);

        var view = RunView.Empty;
        foreach (var frame in job.Frames)
        {
            view = view.Apply(frame);
            foreach (var (name, run) in view.Containers)
                Assert.Equal(name != "none" && run.StartedAt is not null, run.Unready is not null);
        }
    }

    [Theory, ClassData(typeof(Shells))]
    public void As_many_answers_as_the_thresholds_say_are_needed(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(UntilTold)
                    .Probe("readiness", "exec", success: 2)
                    .Command("readiness", "sh", "-c", "echo x >>asked")
                    .Probe("liveness", "exec", failure: 2)
                    // Fails from the moment on in which the two answers of the readiness probe have been heard.
                    .Command("liveness", "sh", "-c", "[ ! -e asked ] || [ \"$(wc -l <asked)\" -lt 3 ] || { echo x >>lived; false; }")
            )
        );

        job.EndsWith(143);

        Assert.Equal(
            [
                "start its readiness probe has not succeeded yet",
                "ready",
                "note liveness probe failed: exit code 1; the container is killed",
                "exit 143",
            ],
            job.Story("main")
                .OrderBy(line =>
                    line == "ready" ? 2
                    : line.StartsWith("note", StringComparison.Ordinal) ? 3
                    : line.StartsWith("exit", StringComparison.Ordinal) ? 4
                    : 0
                )
        );
        Assert.Equal(2, File.ReadAllLines(job.Folder + "/lived").Length);
        var ready = job.Told("main").Single(frame => frame.Kind == "ready").At;
        Assert.InRange(ready - job.Told("main")[0].At, 900, 15_000);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_liveness_probe_that_fails_kills_the_container_and_its_rule_decides(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("backoff_ms", "20")] }.Main(
                Container("[ -e dead ] && exit 0; touch dead; trap 'exit 7' TERM; " + UntilTold)
                    .With("restart", "onfailure")
                    .Probe("liveness", "exec")
                    .Command("liveness", "test", "!", "-e", "dead")
            )
        );

        job.EndsWith(0);

        Assert.Equal(
            ["start", "note liveness probe failed: exit code 1; the container is killed", "exit 7", "restart 1 20", "start", "exit 0"],
            job.Story("main")
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_startup_probe_comes_first_and_without_a_readiness_probe_it_makes_ready(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container("sleep 0.5; touch up; " + UntilTold)
                    .Probe("startup", "exec", failure: 60)
                    .Command("startup", "sh", "-c", "echo startup >>asked; [ -e up ]")
                    .Probe("liveness", "exec")
                    .Command("liveness", "sh", "-c", "echo liveness >>asked; touch go; [ -e up ]")
            )
        );

        job.EndsWith(0);

        Assert.Equal(["start its startup probe has not succeeded yet", "ready", "exit 0"], job.Story("main"));
        Assert.Equal(["liveness", "startup"], File.ReadAllLines(job.Folder + "/asked").Reverse().Distinct());
    }

    [Theory, ClassData(typeof(Shells))]
    public void When_the_startup_probe_has_succeeded_it_is_the_readiness_probe_that_is_waited_for(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(UntilTold)
                    .Probe("startup", "exec")
                    .Command("startup", "true")
                    .Probe("readiness", "exec", failure: 600)
                    .Command("readiness", "test", "-e", "up")
            )
        );
        job.Until(it => it.Story("main").Count == 2);
        File.WriteAllText(job.Folder + "/up", "");
        job.Until(it => it.Story("main").Count == 3);
        File.WriteAllText(job.Folder + "/go", "");

        job.EndsWith(0);

        Assert.Equal(
            ["start its startup probe has not succeeded yet", "unready its readiness probe has not succeeded yet", "ready", "exit 0"],
            job.Story("main")
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_startup_probe_that_never_succeeds_kills_the_container(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(Container(UntilTold).Probe("startup", "exec", failure: 2).Command("startup", "false"))
        );

        job.EndsWith(143);

        Assert.Equal(
            [
                "start its startup probe has not succeeded yet",
                "note startup probe failed: exit code 1; the container is killed",
                "exit 143",
            ],
            job.Story("main")
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_probe_that_takes_too_long_has_failed_and_is_killed(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container(UntilTold)
                    .Probe("liveness", "exec", timeout: 1)
                    .Command("liveness", "sh", "-c", "trap '' TERM; while :; do sleep 0.1; echo x >>still; done")
            )
        );

        job.EndsWith(143);

        Assert.Contains("note liveness probe failed: no answer within 1 s; the container is killed", job.Story("main"));
        File.Delete(job.Folder + "/still");
        Assert.False(SpinWait.SpinUntil(() => File.Exists(job.Folder + "/still"), TimeSpan.FromMilliseconds(300)));
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_first_question_comes_after_the_delay_and_the_probes_own_grace_counts(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Grace = 600 }.Main(
                Container("trap '' TERM; " + UntilTold)
                    .Probe("liveness", "exec", delay: 2)
                    .Command("liveness", "false")
                    .With("liveness_grace", "1")
            )
        );

        job.EndsWith(137);

        var told = job.Told("main").Where(frame => frame.Kind != "log").ToList();
        Assert.InRange(told[1].At - told[0].At, 1900, 15_000);
        Assert.InRange(told[2].At - told[1].At, 500, 15_000);
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_answer_about_an_attempt_that_has_ended_is_not_taken_for_the_next_ones(string shell)
    {
        // The first attempt's probe answers, badly, when the second attempt has asked.
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { More = [("backoff_ms", "50")] }.Main(
                Container(
                        "echo x >>runs; until [ -e asked ]; do sleep 0.02; done; [ $(wc -l <runs) = 1 ] && exit 1; until [ -e "
                            + "answered ]; do sleep 0.02; done; sleep 1.5; exit 0"
                    )
                    .With("restart", "onfailure")
                    .Probe("liveness", "http", timeout: 30)
                    .With("liveness_port", "1")
            ),
            folder =>
                WriteTool(
                    folder,
                    "curl",
                    "if mkdir first; then touch asked; until [ -e second ]; do sleep 0.02; done; sleep 0.3; echo late >late; "
                        + "printf 500; else touch second; until [ -e late ]; do sleep 0.02; done; sleep 0.5; touch answered; printf 200; fi"
                ),
            "env",
            "PATH=tools:" + Environment.GetEnvironmentVariable("PATH")
        );

        job.EndsWith(0);

        Assert.Equal(["start", "exit 1", "restart 1 50", "start", "exit 0"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_probe_that_somebody_kills_did_not_take_too_long(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(Container(UntilTold).Probe("liveness", "exec", timeout: 30).Command("liveness", "sh", "-c", "kill -9 $$"))
        );

        job.EndsWith(143);

        Assert.Contains("note liveness probe failed: exit code 137; the container is killed", job.Story("main"));
    }

    private static void WriteTool(string folder, string name, string script)
    {
        Directory.CreateDirectory(folder + "/tools");
        File.WriteAllText($"{folder}/tools/{name}", "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode($"{folder}/tools/{name}", UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static PlanContainer Container(string script) => PlanContainer.Host("main", "sh", "-c", script);
}
