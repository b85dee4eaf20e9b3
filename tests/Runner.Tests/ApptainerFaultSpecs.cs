using HtcondorActors.Actors.Planning;
using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What Apptainer cannot start, or does not start at once: with the real one, as plain user without setuid.</summary>
[Collection(PoolCollection.Name)]
public sealed class ApptainerFaultSpecs(CondorPool pool) : ApptainerTestBed(pool)
{
    [Theory, ClassData(typeof(Shells))]
    public void What_cannot_be_started_is_told_with_its_reason_and_the_others_run(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan().Main(
                Exec("no-command", "nosuch"),
                Exec("no-file", "/no/such"),
                Exec("no-image", "true") with
                {
                    Image = "/no/such.sif",
                },
                Exec("no-program", "/etc"),
                Exec("no-mount", "true") with
                {
                    Binds = [new("/no/such/source", "/data")],
                },
                new PlanContainer("no-entrypoint", "run", Pool.Images + "/busybox"),
                new PlanContainer("no-entrypoint-sif", "run", Pool.Images + "/busybox.sif"),
                Sh("good", "echo fine")
            )
        );

        job.EndsWith(128);

        var told = job
            .View.Containers.Where(container => container.Value.StartedAt is null)
            .ToDictionary(container => container.Key, container => container.Value);
        Assert.Equal(
            ["no-command", "no-entrypoint", "no-entrypoint-sif", "no-file", "no-image", "no-mount", "no-program"],
            told.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(told.Values, container => Assert.Equal((128, "StartError"), (container.Exit!.Code, container.Exit.Unstarted)));
        Assert.Contains("nosuch", told["no-command"].Note, StringComparison.Ordinal);
        Assert.Contains("/no/such.sif", told["no-image"].Note, StringComparison.Ordinal);
        Assert.All(told.Keys, name => Assert.Equal("", job.LogOf(name)));
        Assert.Equal("fine\n", job.LogOf("good"));
    }

    /// <summary>As while a new version is being installed. With an init container that has ended well, which is not run again.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void An_Apptainer_that_fails_for_a_moment_is_tried_again_and_its_code_is_no_containers(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./moody" }
                .Init(Sh("init", "echo x >>/init.runs"))
                .Main(Sh("main", "exit 7")),
            folder =>
            {
                File.WriteAllText(
                    folder + "/moody",
                    "#!/bin/sh\ncase $*:$(cat moody.once 2>/dev/null) in *exit\\ 7:) echo x >moody.once; exit 1 ;; esac\nexec "
                        + "/usr/bin/apptainer \"$@\"\n"
                );
                File.SetUnixFileMode(folder + "/moody", (UnixFileMode)0b111_101_101);
            }
        );

        job.EndsWith(7);

        Assert.Equal(
            ["note Apptainer ended with 1 before the container was set up. It is tried again", "start", "exit 7"],
            job.Story("main")
        );
        Assert.Equal(["start", "exit 0"], job.Story("init"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_that_goes_on_failing_beside_a_container_that_runs_is_an_error_of_the_start(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./moody" }.Main(
                Sh("good", "until [ -e /v/over ]; do sleep 0.1; done") with
                {
                    Binds = [new("volumes/v", "/v")],
                },
                Sh("bad", "exit 7")
            ) with
            {
                EmptyDirs = ["v"],
            },
            folder =>
            {
                File.WriteAllText(folder + "/moody", "#!/bin/sh\ncase $* in *exit\\ 7) exit 0 ;; esac\nexec /usr/bin/apptainer \"$@\"\n");
                File.SetUnixFileMode(folder + "/moody", (UnixFileMode)0b111_101_101);
            }
        );
        job.Until(it => it.ExitOf("bad") is not null);
        File.WriteAllText(job.Folder + "/volumes/v/over", "");

        job.EndsWith(128);

        Assert.Equal(["note Apptainer ended with 0 before the container was set up", "exit 128 StartError"], job.Story("bad").TakeLast(2));
        Assert.Equal(4, job.Story("bad").Count(line => line.StartsWith("note Apptainer ended with 0", StringComparison.Ordinal)));
        Assert.Equal(["start", "exit 0"], job.Story("good"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_image_of_a_registry_that_does_not_answer_is_waited_for_in_its_words(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { More = [("pull_ms", "600000"), ("backoff_ms", "1000")] }.Main(
                Exec("main", "true") with
                {
                    Image = "docker://127.0.0.1:1/x:y",
                }
            )
        );

        job.Until(it =>
            it.Story("main")
                .Any(line =>
                    line.StartsWith("wait ImagePullBackOff could not fetch the image docker://127.0.0.1:1/x:y", StringComparison.Ordinal)
                )
        );
        var main = job.View.Containers["main"];
        Assert.Equal((null, null), (main.StartedAt, main.Exit));
        Assert.Contains("connection refused", main.ImageWait!.Words, StringComparison.Ordinal);
        job.Terminate();
        Assert.NotEqual(0, job.End());
    }

    /// <summary>The planner refuses more than <see cref="ExecSizeLimit.MostOfApptainer"/>; what it lets through must really
    /// start.</summary>
    [Fact]
    public void As_much_as_the_planner_lets_through_is_started()
    {
        string[] words = [.. Enumerable.Repeat(new string('x', 120_000), 8)];
        string[] variables = [.. Enumerable.Range(0, 6).Select(i => $"V{i}=" + new string('y', 120_000))];
        var left = (int)(ExecSizeLimit.MostOfApptainer - ExecSizeLimit.OfWords(words).Encoded);
        string[] command = ["sh", "-c", "echo $# ${#4} ${#V3}", "sh", .. words, new string('z', left - 200)];
        using var job = Run("dash", new RunnerPlan().Main(Exec("main", command) with { Environment = variables }));

        job.EndsWith(0);

        Assert.Equal("9 120000 120000\n", job.LogOf("main"));
    }
}
