using HtcondorActors.TestPool;

namespace HtcondorActors.Runner.Tests;

/// <summary>What Apptainer is asked for, seen by a script in its place.</summary>
public sealed class ApptainerCallSpecs
{
    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void An_image_of_a_registry_is_fetched_once_for_all_containers_of_the_pod(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name }
                .Init(Container("init", "docker://x/y"))
                .Main(Container("a", "docker://x/y"), Container("b", "oras://x/z"), Container("c", "oras://x/z"))
        );

        job.EndsWith(0);

        var calls = FakeApptainer.Calls(job.Folder);
        Assert.Equal(
            ["docker://x/y", "oras://x/z"],
            calls.Where(call => call.StartsWith("[-q] [pull]", StringComparison.Ordinal)).Select(call => call.Split('[')[^1].TrimEnd(']'))
        );
        Assert.Equal(2, calls.Count(call => call.Contains("runner/1/image.sif] [echo]", StringComparison.Ordinal)));
        Assert.Equal(2, calls.Count(call => call.Contains("runner/3/image.sif] [echo]", StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_fetch_that_fails_fails_its_container_only_and_its_chatter_is_no_log(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, More = [("pull_ms", "0")] }.Main(
                Container("bad", "docker://broken"),
                Container("good", "docker://x")
            )
        );

        job.EndsWith(128);

        Assert.Contains("no such image: docker://broken", job.View.Containers["bad"].Note, StringComparison.Ordinal);
        Assert.Equal((128, false), (job.ExitOf("bad")!.Code, job.ExitOf("bad")!.Stopped));
        Assert.Equal("", job.LogOf("bad"));
        Assert.Equal("ran\n", job.LogOf("good"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Told_to_stop_while_it_fetches_it_does_not_wait_for_the_registry(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name }.Main(
                Container("main", "docker://slow"),
                Container("other", "docker://x")
            )
        );
        job.Until(it => it.View.Containers.GetValueOrDefault("main")?.Note is not null).Terminate();

        job.EndsWith(143);

        Assert.True(job.ExitOf("main")!.Stopped);
        Assert.Equal(["main"], job.View.Containers.Keys);
    }

    [Theory, ClassData(typeof(Shells)), Trait("BoundTo", "files")]
    public void Odd_paths_are_quoted_and_the_pods_own_tmp_takes_the_place_of_the_runners(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, EmptyDirs = ["v"] }.Main(
                Container("main", "/x.sif") with
                {
                    Binds = [new("volumes/v", "/tmp"), new("/a,b:\"c\"", "/w", "ro"), new("/plain", "/p", "ro")],
                }
            )
        );

        job.EndsWith(0);

        var call = FakeApptainer.Calls(job.Folder)[^1];
        Assert.Contains($"[--bind] [{job.Folder}/volumes/v:/tmp:rw]", call, StringComparison.Ordinal);
        Assert.DoesNotContain("runner/1/tmp:", call, StringComparison.Ordinal);
        Assert.Contains("runner/1/vtmp:/var/tmp:rw]", call, StringComparison.Ordinal);
        Assert.Contains("[--mount] [type=bind,\"source=/a,b:\"\"c\"\"\",\"destination=/w\",ro]", call, StringComparison.Ordinal);
        Assert.Contains("[--bind] [/plain:/p:ro]", call, StringComparison.Ordinal);
        Assert.StartsWith("[-s] [exec] [--containall] [--cleanenv] [--no-eval] ", call, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_sites_options_come_first_and_take_the_place_of_the_runners_own(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name }.Main(
                Container("main", "/x.sif") with
                {
                    Options = ["--nv", "--writable-tmpfs", "--no-home"],
                }
            )
        );

        job.EndsWith(0);

        var call = FakeApptainer.Calls(job.Folder)[^1];
        Assert.Contains("[--no-eval] [--nv] [--writable-tmpfs] [--no-home] ", call, StringComparison.Ordinal);
        Assert.DoesNotContain("--overlay", call, StringComparison.Ordinal);
        Assert.DoesNotContain("[--home]", call, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_nodes_own_settings_of_Apptainer_do_not_reach_the_pod_but_the_prefixs_do(string shell)
    {
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name, CommandPrefix = "export APPTAINER_NV=1" }.Main(
                Container("main", "/x.sif") with
                {
                    Environment = ["OWN=s3cr3t"],
                }
            ),
            environment:
            [
                "APPTAINER_BIND=/node",
                "SINGULARITY_BINDPATH=/node",
                "APPTAINERENV_NODE=x",
                "SINGULARITY_CACHEDIR=/c",
                "APPTAINER_CACHEDIR=/c",
            ]
        );

        job.EndsWith(0);

        var seen = File.ReadAllLines(Path.Combine(job.Folder, "variables")).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "APPTAINERENV_APPTAINER_CONTAINER",
                "APPTAINERENV_APPTAINER_NAME",
                "APPTAINERENV_SINGULARITY_CONTAINER",
                "APPTAINERENV_SINGULARITY_NAME",
                "APPTAINER_CACHEDIR",
                "APPTAINER_NV",
                "APPTAINER_TMPDIR",
            ],
            seen
        );
        Assert.DoesNotContain(FakeApptainer.Calls(job.Folder), call => call.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dash", "{0}/a.sif", true)]
    [InlineData("bash", "{0}/link-inside", true)]
    [InlineData("dash", "{0}/link-out", false)]
    [InlineData("bash", "{0}/link-out/below", false)]
    [InlineData("dash", "oci-archive:{0}/a.sif:tag", true)]
    [InlineData("bash", "oci-archive:{0}/link-out:tag", false)]
    [InlineData("dash", "oci:{0}/../closed", false)]
    public void An_image_of_the_node_is_run_only_where_its_links_stay_in_the_sites_folder(string shell, string image, bool isRun)
    {
        var node = Directory.CreateTempSubdirectory("ila-node.").FullName;
        Directory.CreateDirectory(node + "/images");
        Directory.CreateDirectory(node + "/closed");
        File.WriteAllText(node + "/images/a.sif", "");
        File.CreateSymbolicLink(node + "/images/link-inside", node + "/images/a.sif");
        File.CreateSymbolicLink(node + "/images/link-out", node + "/closed");
        var named = string.Format(System.Globalization.CultureInfo.InvariantCulture, image, node + "/images");
        using var job = Run(
            shell,
            new RunnerPlan { Apptainer = "./" + FakeApptainer.Name }.Main(Container("main", named).With("image_folder", node + "/images"))
        );

        job.EndsWith(isRun ? 0 : 128);

        if (!isRun)
            Assert.Equal(
                [$"note the image {named} leads out of {node}/images, where images of this node may lie", "exit 128 StartError"],
                job.Story("main")
            );
        // What the link points to later does not matter: the resolved path is run.
        else if (image.EndsWith("inside", StringComparison.Ordinal))
            Assert.Contains($"[{node}/images/a.sif] [echo]", FakeApptainer.Calls(job.Folder)[^1], StringComparison.Ordinal);
        TestFolder.Remove(node);
    }

    private static PlanContainer Container(string name, string image) => new(name, "exec", image, "echo", "ran") { WorkingDirectory = "/" };

    private static RunnerJob Run(string shell, RunnerPlan plan, params string[] environment) =>
        new(shell, plan, FakeApptainer.WriteTo, environment.Length == 0 ? [] : ["env", .. environment]);
}
