using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>When Apptainer is asked for its version, which takes longer than everything else before a container's start.</summary>
[Collection(PoolCollection.Name)]
public sealed class ApptainerVersionSpecs(CondorPool pool) : ApptainerTestBed(pool)
{
    [Theory, ClassData(typeof(Shells))]
    public void A_program_that_is_Apptainer_by_its_name_is_not_asked_before_the_first_container(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./linked" }.Main(Sh("main", "echo fine")),
            folder =>
            {
                Compiled.Write("apptainer.c", folder + "/bin/apptainer");
                File.CreateSymbolicLink(folder + "/linked", "bin/apptainer");
            }
        );

        job.EndsWith(0);

        Assert.Equal("fine\n", job.LogOf("main"));
        // It may be asked later: if the runner finds a log but no process, it makes sure that the words are the program's.
        Assert.NotEqual("--version", File.ReadAllLines(job.Folder + "/calls")[0]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void One_that_cannot_be_run_is_asked_after_the_failure_and_the_node_is_left_in_its_words(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Apptainer = "./bin/apptainer" }.Main(new PlanContainer("main", "exec", "/x.sif", "true")),
            folder =>
            {
                Compiled.Write("apptainer.c", folder + "/bin/apptainer");
                File.WriteAllText(folder + "/broken", "");
            }
        );
        job.End();

        Assert.EndsWith(
            " ./bin/apptainer --version ended with 127: libcrypto.so.3: cannot open shared object file",
            job.Told("-").Single(frame => frame.Kind == "node").Text,
            StringComparison.Ordinal
        );
        Assert.Empty(job.Story("main"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_script_of_that_name_is_asked_because_it_may_run_anything(string shell)
    {
        using var job = new RunnerJob(
            shell,
            new RunnerPlan { Apptainer = "./bin/apptainer" }.Main(
                new PlanContainer("main", "exec", "/x.sif", "true") { WorkingDirectory = "/" }
            ),
            folder =>
            {
                FakeApptainer.WriteTo(folder);
                Directory.CreateDirectory(folder + "/bin");
                File.Move(Path.Combine(folder, FakeApptainer.Name), folder + "/bin/apptainer");
                File.WriteAllText(folder + "/bin/no-version", "");
            }
        );
        job.End();

        Assert.Contains(" --version ended with 127: ", job.Told("-").Single(frame => frame.Kind == "node").Text, StringComparison.Ordinal);
    }
}
