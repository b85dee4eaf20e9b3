using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>How many processes the runner starts while a container runs. They are what it costs a node.</summary>
[Collection(PoolCollection.Name)]
public sealed class RunnerCostSpecs(CondorPool pool) : ApptainerTestBed(pool)
{
    /// <summary>Each turn takes at least 250 ms. The turn under way and the count itself come on top.</summary>
    private const int TurnsASecond = 4;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    [Theory, InlineData("dash", 1), InlineData("bash", 0)]
    public void A_quiet_container_costs_one_process_a_turn_and_none_under_bash(string shell, int aTurn)
    {
        using var job = Started(new(shell, new RunnerPlan().Main(PlanContainer.Host("main", "sleep", "1000")), null, ForkCounter.Wrapper));

        var (forks, seconds) = job.Forks(Window);

        Assert.InRange(forks, 0, Math.Ceiling(aTurn * (seconds * TurnsASecond + 2)));
    }

    [Theory, InlineData("dash", 1), InlineData("bash", 0)]
    public void A_memory_limit_costs_no_process_more(string shell, int aTurn)
    {
        var container = PlanContainer.Host("main", "sleep", "1000").With("memory", "100000000");
        using var job = Started(new(shell, new RunnerPlan().Main(container), null, ForkCounter.Wrapper));

        var (forks, seconds) = job.Forks(Window);

        Assert.InRange(forks, 0, Math.Ceiling(aTurn * (seconds * TurnsASecond + 2)));
    }

    /// <summary>The container itself starts no process. A frame needs one that copies; the time is asked for every 10 s.</summary>
    [Theory, InlineData("dash", 2), InlineData("bash", 1)]
    public void Twenty_lines_a_second_cost_one_process_a_turn_more(string shell, int aTurn)
    {
        var container = PlanContainer.Host("main", "bash", "-c", "mkfifo nap; exec 3<>nap; while echo line; do read -rt 0.05 <&3; done");
        using var job = Started(new(shell, new RunnerPlan().Main(container), null, ForkCounter.Wrapper));
        job.Until(it => it.LogOf("main") != "");

        var (forks, seconds) = job.Forks(Window);

        Assert.InRange(forks, 1, Math.Ceiling(aTurn * (seconds * TurnsASecond + 2) + 2));
    }

    [Theory, InlineData("dash", 1), InlineData("bash", 0)]
    public void A_probes_command_in_a_container_costs_at_most_six_processes(string shell, int aTurn)
    {
        var container = Sh("main", "exec sleep 1000") with { Binds = [new("volumes/v", "/v")] };
        using var job = Started(
            new(
                shell,
                new RunnerPlan { EmptyDirs = ["v"] }.Main(
                    container.Probe("liveness", "exec").Command("liveness", "sh", "-c", "echo x >>/v/asked")
                ),
                null,
                [Path.Combine(Pool.Bin, "in-pool"), .. ForkCounter.Wrapper]
            )
        );
        int Asked() => File.ReadAllLines(job.Folder + "/volumes/v/asked").Length;
        job.Until(it => File.Exists(it.Folder + "/volumes/v/asked") && Asked() > 1);

        var before = Asked();
        var (forks, seconds) = job.Forks(Window);
        var asked = Asked() - before;

        // One probe may have begun before the first count.
        Assert.InRange(forks, asked, Math.Ceiling(6 * (asked + 1) + aTurn * (seconds * TurnsASecond + 2)));
    }

    /// <summary>As on a node that hides processes.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void The_log_arrives_although_the_kernel_does_not_show_how_much_was_written(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = "PATH=$PWD/tools:$PATH" }.Main(
                PlanContainer.Host("main", "sh", "-c", "echo first; until [ -e go ]; do sleep 0.05; done; echo last")
            ),
            folder => WriteTool(folder, "cat", "exec 3>&1 >/dev/null; /bin/cat \"$@\" >&3")
        );
        job.Until(it => it.LogOf("main") == "first\n");
        File.WriteAllText(job.Folder + "/go", "");

        job.EndsWith(0);

        Assert.Equal("first\nlast\n", job.LogOf("main"));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void A_command_prefix_that_removes_the_runners_pipe_changes_nothing(string shell)
    {
        using var job = Started(
            new(
                shell,
                new RunnerPlan { CommandPrefix = "rm runner/wake; echo >runner/wake" }.Main(PlanContainer.Host("main", "sleep", "1000")),
                null,
                ForkCounter.Wrapper
            )
        );

        var (forks, seconds) = job.Forks(TimeSpan.FromSeconds(2));

        Assert.InRange(forks, 0, Math.Ceiling(seconds * TurnsASecond + 2));
    }

    private static RunnerJob Started(RunnerJob job) => job.Until(it => it.Story("main").Count > 0);

    private static void WriteTool(string folder, string name, string script)
    {
        Directory.CreateDirectory(folder + "/tools");
        File.WriteAllText($"{folder}/tools/{name}", "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode($"{folder}/tools/{name}", UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
