namespace HtcondorActors.Runner.Tests;

public sealed class PlanFaultSpecs
{
    private static readonly RunnerPlan Plain = new RunnerPlan().Main(PlanContainer.Host("main", "echo", "ran"));

    [Theory, ClassData(typeof(Shells))]
    public void Without_a_plan_it_says_so(string shell)
    {
        using var job = new RunnerJob(shell, plan: null);
        EndsWith125(job, "there is no plan");
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_plan_of_another_version_is_refused(string shell)
    {
        using var job = new RunnerJob(shell, Plain.ToString().Replace("plan_version='1'", "plan_version='2'", StringComparison.Ordinal));
        EndsWith125(job, "version 2");
    }

    [Theory, ClassData(typeof(Shells))]
    public void Half_a_plan_is_not_begun(string shell)
    {
        using var job = new RunnerJob(shell, Plain.ToString().Split("ran")[0]);
        EndsWith125(job, "the plan");
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_archive_that_cannot_be_unpacked_is_told(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Archive = "volumes.tar" }.Main(PlanContainer.Host("main", "echo", "ran")),
            folder => File.WriteAllText(folder + "/volumes.tar", "no tar")
        );
        EndsWith125(job, "could not be unpacked");
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_command_prefix_that_exits_ends_the_pod_with_words(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = "echo no such module; exit 3" }.Main(PlanContainer.Host("main", "echo", "ran"))
        );
        EndsWith125(job, "the site's command prefix ended the job with 3: no such module");
        using var own = new RunnerJob(
            shell,
            new RunnerPlan { More = [("pre_exec", "exit 2")] }.Main(PlanContainer.Host("main", "echo", "ran"))
        );
        EndsWith125(own, "the pod's pre-exec ended the job with 2");
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_command_prefix_that_fails_is_told_and_its_words_are_not_in_the_stream(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { CommandPrefix = "echo chatter\necho 'no such module' >&2\nfalse" }.Main(
                PlanContainer.Host("main", "echo", "ran")
            )
        );

        job.EndsWith(0);

        Assert.Contains("no such module", job.View.Note, StringComparison.Ordinal);
        Assert.Equal("ran\n", job.LogOf("main"));
        Assert.DoesNotContain("chatter", System.Text.Encoding.UTF8.GetString(job.Bytes), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_a_command_prefix_does_to_the_shell_holds_or_does_no_harm(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan
            {
                CommandPrefix =
                    "export MODULE=loaded\nulimit -n 64\nset -e\nIFS=:\ncd /\nk=7 i=7 value=x dir=/ n=7 box=/nowhere\ntrap 'exit 9' EXIT",
            }.Main(PlanContainer.Host("main", "sh", "-c", "echo $MODULE; ulimit -n; false"), PlanContainer.Host("other", "true"))
        );

        job.EndsWith(1);

        Assert.Equal("loaded\n64\n", job.LogOf("main"));
        Assert.Equal(0, job.ExitOf("other")!.Code);
    }

    private static void EndsWith125(RunnerJob job, string words)
    {
        job.EndsWith(125);
        Assert.Equal((125, false), (job.View.End!.Code, job.View.End.Stopped));
        Assert.Contains(words, job.View.Note, StringComparison.Ordinal);
        Assert.Empty(job.View.Containers);
    }
}
