namespace HtcondorActors.Runner.Tests;

public sealed class DeadlineSpecs
{
    private const string Forever = "while :; do sleep 0.05; done";

    [Theory, ClassData(typeof(Shells))]
    public void When_the_deadline_is_over_all_are_stopped_and_nothing_is_started_again(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Deadline(1)
                .Main(
                    PlanContainer.Host("early", "true"),
                    PlanContainer.Host("main", "sh", "-c", "trap 'echo goodbye; exit 0' TERM; " + Forever).With("restart", "always")
                )
        );

        job.EndsWith(143);

        Assert.Equal(["start", "exit 0"], job.Story("early"));
        Assert.Equal(["start", "exit 0 DeadlineExceeded"], job.Story("main"));
        Assert.Equal("goodbye\n", job.LogOf("main"));
        Assert.Equal(["note activeDeadlineSeconds (1 s) is over", "end 143 DeadlineExceeded"], job.Story("-").Skip(1).Take(2));
        Assert.InRange(job.Told("-").Single(frame => frame.Kind == "note").At - job.Told("-")[0].At, 900, 15_000);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Who_ignores_it_is_killed_after_the_grace(string shell)
    {
        using var job = new RunnerJob(shell, Deadline(1).Main(PlanContainer.Host("deaf", "sh", "-c", "trap '' TERM; " + Forever)));

        job.EndsWith(137);

        Assert.Equal(["start", "exit 137 DeadlineExceeded"], job.Story("deaf"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Fetching_an_image_ends_with_it_and_what_was_not_begun_is_not_begun(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, More = Deadline(1).More }
                .Init(new PlanContainer("init", "exec", "docker://slow", "echo") { WorkingDirectory = "/" })
                .Main(PlanContainer.Host("main", "true")),
            FakeApptainer.WriteTo
        );

        job.EndsWith(143);

        Assert.Equal("exit 143 DeadlineExceeded", job.Story("init")[^1]);
        Assert.Empty(job.Told("main"));
    }

    private static RunnerPlan Deadline(int seconds) =>
        new() { Grace = 1, More = [("deadline", $"{seconds}"), ("deadline_words", $"activeDeadlineSeconds ({seconds} s)")] };
}
