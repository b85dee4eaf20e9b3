namespace HtcondorActors.Runner.Tests;

/// <summary>The site's lines run in the runner's own shell. Whatever they leave there, the pod runs.</summary>
public sealed class CommandPrefixSpecs
{
    private static readonly string[] NamesOfTheRunner =
    [
        "newline",
        "names_of_shells",
        "names_until_unset",
        "names_of_apptainer",
        "lists_of_apptainer",
        "config_seconds",
        "host_init",
        "become",
        "perl_loader",
        "gpu_variables",
        "thread_variables",
        "unready",
        "overlay_works",
        "holding_works",
        "shell",
        "script",
        "box",
        "value",
        "stopped",
        "expired",
        "closing",
        "running",
        "waiting",
        "clock",
        "root_way",
        "program",
        "version",
        "k",
        "dir",
        "list",
        "has_read_limit",
        "time_offset",
        "entrances_known",
        "nsenter",
        "writer",
    ];

    private static string SetAll => string.Concat(NamesOfTheRunner.Select(name => $"{name}='x y'\n"));

    [Theory, ClassData(typeof(Shells))]
    public void It_may_set_variables_of_the_runners_names(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = SetAll }.Main(
                PlanContainer.Host("odd", "env", "-0") with
                {
                    Environment = ["SHLVL=5x", "odd.name=1", "RANDOM=r"],
                },
                PlanContainer.Host("plain", "sh", "-c", "echo $RANDOM_ $A; sleep 2") with
                {
                    Environment = ["A=it's\nso", "SECONDS=s"],
                },
                PlanContainer
                    .Host("probed", "sh", "-c", "while [ ! -e asked ]; do sleep 0.05; done; sleep 1.5")
                    .Probe("readiness", "exec")
                    .Command("readiness", "touch", "asked")
            )
        );

        job.EndsWith(0);

        Assert.Subset(job.LogOf("odd").Split('\0').ToHashSet(), new HashSet<string> { "SHLVL=5x", "odd.name=1", "RANDOM=r" });
        Assert.Equal("it's so\n", job.LogOf("plain"));
        Assert.Contains("unready its readiness probe has not succeeded yet", UnreadyAndReady(job));
        Assert.Contains("ready", job.Story("probed"));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void So_it_may_where_Apptainer_runs_the_containers(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                Apptainer = "./" + FakeApptainer.Name,
                CommandPrefix = SetAll,
                EmptyDirs = ["v"],
            }.Main(
                new PlanContainer("main", "exec", "docker://x", "echo", "ran")
                {
                    WorkingDirectory = "/",
                    Environment = ["UID=7", "A=it's\nso"],
                    Binds = [new("volumes/v", "/v"), new("volumes/v/part", "/part")],
                }
            ),
            FakeApptainer.WriteTo
        );

        job.EndsWith(0);

        Assert.Equal("ran\n", job.LogOf("main"));
        var file = File.ReadAllText(job.Folder + "/runner/1/environment.sh");
        Assert.Contains("A=$'it\\'s\\nso'", file, StringComparison.Ordinal);
        Assert.Contains("UID=$'7'", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dash", "SHLVL")]
    [InlineData("bash", "_")]
    [InlineData("dash", "PIPESTATUS")]
    [InlineData("bash", "odd.name")]
    public void Without_perl_a_variable_that_no_shell_can_set_refuses_a_host_container_and_is_named(string shell, string name)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                CommandPrefix = "mkdir bin; ln -s /usr/bin/* /usr/sbin/* bin 2>/dev/null; rm -f bin/perl; PATH=$PWD/bin",
            }.Main(PlanContainer.Host("main", "true") with { Environment = [$"{name}=1"] })
        );

        job.EndsWith(128);

        Assert.Equal(
            [
                $"note the container could not be started: this node has no perl, and without it no variable {name} can be set",
                "exit 128 StartError",
            ],
            job.Story("main")
        );
    }

    /// <summary>Why a container may not be used yet is also said with its start.</summary>
    private static IEnumerable<string> UnreadyAndReady(RunnerJob job) =>
        job.Told("probed").Where(frame => frame.Kind is "start" or "unready").Select(frame => "unready " + frame.Text);
}
