namespace HtcondorActors.Runner.Tests;

/// <summary>A node that can run no container, with a script in Apptainer's place. What it says of itself is in the file
/// broken-node.</summary>
public sealed class FitnessSpecs
{
    /// <summary>128+SIGPROF, by which HTCondor knows that the job is to be held.</summary>
    private const int LeavesTheNode = 128 + 27;

    private static PlanContainer Container(string name, params string[] command) =>
        new(name, "exec", "/x.sif", command) { WorkingDirectory = "/" };

    private static RunnerJob Run(string shell, RunnerPlan plan, string? broken = null, params string[] environment) =>
        new(
            shell,
            plan,
            folder =>
            {
                FakeApptainer.WriteTo(folder);
                if (broken is not null)
                    File.WriteAllText(Path.Combine(folder, "broken-node"), broken);
                File.WriteAllText(
                    Path.Combine(folder, "machine.ad"),
                    "MyType = \"Machine\"\nMachine = \"node7.site.org\"\nName = \"slot1@node7.site.org\"\n"
                );
            },
            environment.Length == 0 ? [] : ["env", .. environment]
        );

    private static RunnerPlan Plan
    {
        get { return new() { Apptainer = "./" + FakeApptainer.Name }; }
    }

    private static void AssertLeft(RunnerJob job, string words)
    {
        job.EndsWith(LeavesTheNode);
        Assert.StartsWith(words, job.Told("-").Single(frame => frame.Kind == "node").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(job.Told("-"), frame => frame.Kind == "end");
        Assert.DoesNotContain(ParsedFrame.AllIn(job.Bytes), frame => frame.Kind is "start" or "exit");
        Assert.Equal("pad", ParsedFrame.AllIn(job.Bytes)[^1].Kind);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_node_without_Apptainer_is_left_before_anything_of_the_pod_is_begun(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan
            {
                Apptainer = "",
                CommandPrefix =
                    "rm -rf shadow; mkdir shadow; ln -s /usr/bin/* shadow; rm -f shadow/apptainer shadow/singularity; PATH=$PWD/shadow",
            }.Main(PlanContainer.Host("host", "true"), Container("main", "true"))
        );

        AssertLeft(job, Environment.MachineName + " neither apptainer nor singularity was found");
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_Apptainer_that_cannot_be_run_is_told_with_the_name_of_the_node(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Plan.Main(Container("main", "true")),
            folder =>
            {
                FakeApptainer.WriteTo(folder);
                File.WriteAllText(folder + "/no-version", "");
                File.WriteAllText(folder + "/machine.ad", "Machine = \"node7.site.org\"\n");
            },
            "env",
            "_CONDOR_MACHINE_AD=machine.ad"
        );

        AssertLeft(job, "node7.site.org ./fake-apptainer --version ended with 127: libcrypto.so.3: cannot open shared object file");
    }

    [Theory]
    [InlineData(
        "dash",
        "FATAL:   container creation failed: user namespaces are disabled\n",
        "Apptainer starts no container, not even an empty one: container creation failed: user namespaces are disabled"
    )]
    [InlineData(
        "bash",
        "FATAL:   container creation failed: user namespaces are disabled\n",
        "Apptainer starts no container, not even an empty one: container creation failed: user namespaces are disabled"
    )]
    [InlineData("dash", "silent", "Apptainer starts no container, not even an empty one: it ended with 1 and said nothing")]
    [InlineData("bash", "silent", "Apptainer starts no container, not even an empty one: it ended with 1 and said nothing")]
    public void Where_not_even_an_empty_container_starts_the_node_is_left_and_no_container_is_told_as_ended(
        string shell,
        string broken,
        string words
    )
    {
        using var job = Run(shell, Plan.Main(Container("one", "true"), Container("two", "true")), broken, "_CONDOR_MACHINE_AD=machine.ad");

        AssertLeft(job, "node7.site.org " + words);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_fetch_that_fails_on_such_a_node_is_not_waited_for(string shell)
    {
        using var job = Run(
            shell,
            Plan.Main(new PlanContainer("main", "exec", "docker://broken", "true") { WorkingDirectory = "/" }),
            "FATAL:   no user namespaces\n"
        );

        AssertLeft(job, Environment.MachineName + " Apptainer starts no container");
    }

    [Theory, ClassData(typeof(Shells))]
    public void On_a_node_that_runs_containers_the_fault_is_the_containers(string shell)
    {
        using var job = Run(
            shell,
            Plan.Main(new PlanContainer("bad", "exec", "/unstartable.sif", "true") { WorkingDirectory = "/" }, Container("fails", "false"))
        );

        job.EndsWith(1);

        Assert.Equal(["note the container could not be started: could not open image", "exit 128 StartError"], job.Story("bad"));
        Assert.Equal(["start", "exit 1"], job.Story("fails"));
        Assert.Single(FakeApptainer.Calls(job.Folder), call => call.Contains("/.no-such-program", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void Told_to_stop_on_such_a_node_it_stops(string shell)
    {
        using var job = Run(shell, Plan.Main(Container("main", "true")), "sleep");
        job.Until(it => File.Exists(it.Folder + "/sleeps")).Terminate();

        Assert.NotEqual(0, job.End());

        Assert.EndsWith(" Stopped", job.Story("main")[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(job.Told("-"), frame => frame.Kind == "node");
        using var without = new RunnerJob(
            shell,
            new RunnerPlan
            {
                Apptainer = "/no/such/apptainer",
                CommandPrefix = "kill -TERM $$; until [ -e runner/stop ]; do sleep 0.02; done",
            }.Main(Container("main", "true"))
        );
        without.EndsWith(143);
        Assert.DoesNotContain(without.Told("-"), frame => frame.Text.Contains("the plan is at fault", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Where_all_goes_well_nothing_is_tried_before(string shell)
    {
        using var job = Run(shell, Plan.Main(Container("main", "true")));

        job.EndsWith(0);

        Assert.DoesNotContain(FakeApptainer.Calls(job.Folder), call => call.Contains("/.no-such-program", StringComparison.Ordinal));
    }

    /// <summary>A site may forbid folders as images, or images that lie elsewhere or are another's; then the empty container tells
    /// nothing.</summary>
    [Theory]
    [InlineData("dash", "configuration disallows users from running sandbox containers")]
    [InlineData("bash", "apptainer image is not in an allowed configured path")]
    [InlineData("dash", "apptainer image is not owned by required user(s)")]
    public void A_site_that_forbids_such_images_has_good_nodes(string shell, string words)
    {
        using var job = Run(shell, Plan.Main(Container("main", "true")), $"FATAL:   {words}\n");

        job.EndsWith(128);

        Assert.Equal("exit 128 StartError", job.Story("main")[^1]);
    }
}
