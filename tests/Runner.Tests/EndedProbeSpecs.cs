namespace HtcondorActors.Runner.Tests;

/// <summary>The end of a container is told by itself, and not by what a probe finds of it.</summary>
public sealed class EndedProbeSpecs
{
    /// <summary>The end of a container kills what probes run in it, and closes its ports, before anybody has taken notice that it has
    /// ended.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void What_a_probe_finds_of_a_container_that_has_ended_is_not_held_against_it(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(
                Container("until [ -e asked ]; do sleep 0.02; done; exit 3")
                    .Probe("startup", "exec", timeout: 20)
                    .Command("startup", "sh", "-c", "touch asked; sleep 20")
            )
        );

        job.EndsWith(3);

        Assert.Equal(["start its startup probe has not succeeded yet", "exit 3"], job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_container_that_has_ended_before_its_first_probe_is_told_by_its_own_end(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan().Main(Container("exit 3").Probe("startup", "exec", timeout: 20).Command("startup", "true"))
        );

        job.EndsWith(3);

        Assert.Equal(["start its startup probe has not succeeded yet", "exit 3"], job.Story("main"));
    }

    private static PlanContainer Container(string script) => PlanContainer.Host("main", "sh", "-c", script);
}
