namespace HtcondorActors.Runner.Tests;

public sealed class HostModeSpecs
{
    [Theory, ClassData(typeof(Shells))]
    public void Every_container_has_its_own_exit_code_and_the_job_that_of_the_last_that_failed(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("good", "true"),
                PlanContainer.Host("bad", "sh", "-c", "exit 3"),
                PlanContainer.Host("worse", "sh", "-c", "exit 255"),
                PlanContainer.Host("fine", "true")
            )
        );

        job.EndsWith(255);

        Assert.Equal([0, 3, 255, 0], new[] { "good", "bad", "worse", "fine" }.Select(name => job.ExitOf(name)!.Code));
        Assert.Equal((255, false), (job.View.End!.Code, job.View.End.Stopped));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_text_that_is_no_file_is_a_script_for_the_interpreter_and_a_file_is_run_as_it_is(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("text", "/bin/bash", "echo a; echo b; exit 3").With("script", "1"),
                PlanContainer.Host("file", "/bin/sh", "own-script").With("script", "1"),
                PlanContainer.Host("python", "python3", "import sys\nprint(sys.version_info[0])").With("script", "1")
            ),
            folder => File.WriteAllText(folder + "/own-script", "echo from the file\n")
        );

        job.EndsWith(3);

        Assert.Equal(["a\nb\n", "from the file\n", "3\n"], new[] { "text", "file", "python" }.Select(job.LogOf));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_death_by_signal_is_128_and_the_signal(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "sh", "-c", "kill -9 $$")));

        job.EndsWith(137);

        Assert.Equal(137, job.ExitOf("main")!.Code);
        Assert.Equal("", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_command_that_is_not_there_is_127(string shell)
    {
        using var job = new RunnerJob(shell, new RunnerPlan().Main(PlanContainer.Host("main", "/no/such/command")));

        job.EndsWith(127);

        Assert.Contains("/no/such/command", job.LogOf("main"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_working_directory_that_is_not_there_is_told_and_nothing_starts(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("main", "touch", "ran") with
                {
                    WorkingDirectory = "/no/such/folder",
                },
                PlanContainer.Host("other", "pwd") with
                {
                    WorkingDirectory = "/usr",
                }
            )
        );

        job.EndsWith(128);

        var main = job.View.Containers["main"];
        Assert.Null(main.StartedAt);
        Assert.Contains("/no/such/folder", main.Note, StringComparison.Ordinal);
        Assert.Equal("/usr\n", job.LogOf("other"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Opening_dev_stderr_anew_loses_no_line(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host("main", "sh", "-c", "echo one; echo two >/dev/stderr; echo three >/dev/stdout; echo four >&2")
            )
        );

        job.End();

        Assert.Equal("one\ntwo\nthree\nfour\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_a_command_leaves_behind_ends_with_it(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                PlanContainer.Host(
                    "main",
                    "sh",
                    "-c",
                    "setsid sh -c 'echo left; while :; do sleep 0.05; echo x >>left; done' & while [ ! -s left ]; do sleep 0.01; done"
                )
            )
        );

        job.EndsWith(0);

        var left = Path.Combine(job.Folder, "left");
        File.Delete(left);
        Assert.False(SpinWait.SpinUntil(() => File.Exists(left), TimeSpan.FromMilliseconds(300)));
    }
}
