namespace HtcondorActors.Runner.Tests;

/// <summary>An image that cannot be had now, with a script in Apptainer's place.</summary>
public sealed class PullSpecs
{
    private static PlanContainer Container(string name, string image) => new(name, "exec", image, "echo", "ran") { WorkingDirectory = "/" };

    private static RunnerPlan Plan(int firstWait, long pull = 600_000) =>
        new() { Apptainer = "./" + FakeApptainer.Name, More = [("backoff_ms", $"{firstWait}"), ("pull_ms", $"{pull}")] };

    private static RunnerJob Run(string shell, RunnerPlan plan) => new(shell, plan, FakeApptainer.WriteTo);

    private const string Refused = "could not fetch the image docker://flaky: dial tcp: connection refused";

    [Theory, ClassData(typeof(Shells))]
    public void It_is_tried_again_with_the_kubelets_words_and_the_others_run_meanwhile(string shell)
    {
        using var job = Run(shell, Plan(1000).Main(Container("late", "docker://flaky"), Container("other", "docker://x")));

        job.EndsWith(0);

        Assert.Equal(
            [
                "note fetching the image docker://flaky",
                $"wait ErrImagePull {Refused} (try 1)",
                $"wait ImagePullBackOff {Refused} (try 1); it is tried again in 1 s",
                $"wait ErrImagePull {Refused} (try 2)",
                $"wait ImagePullBackOff {Refused} (try 2); it is tried again in 2 s",
                "start",
                "exit 0",
            ],
            job.Story("late")
        );
        var told = job.Told("-").Concat(job.Told("late")).Concat(job.Told("other")).ToList();
        Assert.True(
            told.Single(frame => frame is { Container: "other", Kind: "exit" }).At
                < told.Single(frame => frame is { Container: "late", Kind: "start" }).At
        );
        var waits = job.Told("late")
            .Where(frame => frame.Text.StartsWith("ErrImagePull", StringComparison.Ordinal))
            .Select(frame => frame.At)
            .ToList();
        Assert.True(waits[1] - waits[0] >= 1000, string.Join(' ', waits));
    }

    [Theory, ClassData(typeof(Shells))]
    public void It_is_given_up_when_the_sites_time_is_over_and_not_started_again(string shell)
    {
        using var job = Run(shell, Plan(50, pull: 200).Main(Container("main", "docker://broken").With("restart", "always")));

        job.EndsWith(128);

        Assert.Equal("exit 128 ErrImagePull", job.Story("main")[^1]);
        Assert.Matches(
            "^note could not fetch the image docker://broken: no such image: .* [(]try [0-9]+[)]; it was tried for [0-9]+ s$",
            job.Story("main")[^2]
        );
        Assert.DoesNotContain(job.Story("main"), line => line.StartsWith("restart", StringComparison.Ordinal));
    }

    /// <summary>A registry that takes the connection and says no more.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void A_try_that_hangs_is_ended_with_that_time_and_what_is_before_it_in_the_pod_runs(string shell)
    {
        using var job = Run(
            shell,
            Plan(50, pull: 2000).Main(Container("first", "docker://x"), Container("main", "docker://slow"), Container("last", "docker://x"))
        );

        job.EndsWith(128);

        Assert.Equal("exit 128 ErrImagePull", job.Story("main")[^1]);
        Assert.Contains(
            job.Story("main"),
            line => line.Contains("could not fetch the image docker://slow: no end within ", StringComparison.Ordinal)
        );
        Assert.Equal([0, 0], new[] { "first", "last" }.Select(name => job.ExitOf(name)!.Code));
        Assert.True(job.ExitOf("first")!.At < job.ExitOf("main")!.At);
    }

    [Theory]
    [InlineData("dash", "broken", "ifnotpresent", "ErrImagePull")]
    [InlineData("bash", "absent", "never", "ErrImageNeverPull")]
    [InlineData("dash", "malformed", "always", "InvalidImageName")]
    public void A_sidecar_whose_image_is_given_up_is_a_failed_init_container(string shell, string image, string pull, string reason)
    {
        using var job = Run(
            shell,
            Plan(50, pull: 0)
                .Init(Container("side", "docker://" + image).With("sidecar", "1").With("pull", pull))
                .Main(Container("main", "docker://x"))
        );

        job.EndsWith(128);

        Assert.Equal($"exit 128 {reason}", job.Story("side")[^1]);
        Assert.Empty(job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_has_run_is_not_told_to_wait_for_its_image_when_it_is_stopped(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, More = [("backoff_ms", "400")] }.Main(
                new PlanContainer("main", "exec", "docker://flaky", "sh", "-c", "exit 3") { WorkingDirectory = "/" }.With(
                    "restart",
                    "always"
                )
            )
        );
        job.Until(it => it.Story("main").Contains("restart 2 800")).Terminate();

        job.EndsWith(3);

        Assert.DoesNotContain("exit 143 Stopped", job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_name_that_is_none_is_given_up_at_once(string shell)
    {
        using var job = Run(shell, Plan(10_000).Main(Container("main", "docker://malformed").With("restart", "always")));

        job.EndsWith(128);

        Assert.Equal(
            [
                "note could not fetch the image docker://malformed: While making image: invalid reference format",
                "exit 128 InvalidImageName",
            ],
            job.Story("main").Skip(1)
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void Told_to_stop_while_it_waits_it_does_not_wait_longer(string shell)
    {
        using var job = Run(
            shell,
            Plan(600_000, pull: 6_000_000).Init(Container("init", "docker://broken")).Main(Container("main", "docker://x"))
        );
        job.Until(it => it.Story("init").Any(line => line.StartsWith("wait ", StringComparison.Ordinal))).Terminate();

        job.EndsWith(143);

        Assert.Equal("exit 143 Stopped", job.Story("init")[^1]);
        Assert.Empty(job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_sidecar_whose_image_does_not_come_ends_with_the_others(string shell)
    {
        using var job = Run(
            shell,
            Plan(10_000, pull: 6_000_000)
                .Init(Container("first", "docker://x").With("sidecar", "1"))
                .Main(Container("main", "docker://x"), Container("late", "docker://broken"))
        );
        job.Until(it =>
                it.Story("main").Contains("exit 0")
                && it.Story("late").Any(line => line.StartsWith("wait ImagePullBackOff", StringComparison.Ordinal))
            )
            .Terminate();

        job.EndsWith(143);

        Assert.Equal("exit 143 Stopped", job.Story("late")[^1]);
    }
}
