namespace HtcondorActors.Runner.Tests;

/// <summary>What HTCondor gave the job reaches its containers: GPUs and threads (in host mode, which gets the same as a container of
/// Apptainer).</summary>
public sealed class AssignedResourcesSpecs
{
    /// <summary>Prints the variables that are named, in their order.</summary>
    private static PlanContainer Tells(string name, params string[] variables) =>
        PlanContainer.Host(name, "sh", "-c", string.Join("; ", variables.Select(v => $"echo \"{v}=${{{v}-unset}}\"")));

    private static PlanContainer Gpus(PlanContainer container, int gpus, int first) =>
        container.With("gpus", $"{gpus}").With("gpu_first", $"{first}");

    private static RunnerPlan Of(int gpus, params PlanContainer[] containers) =>
        new RunnerPlan { More = [("gpus", $"{gpus}")] }.Main(containers);

    private static Dictionary<string, string> Seen(string shell, RunnerPlan plan, params string[] environment)
    {
        using var job = new RunnerJob(shell, plan, null, ["env", .. environment]);
        job.EndsWith(0);
        return job.View.Containers.Keys.ToDictionary(name => name, name => job.LogOf(name).TrimEnd('\n').Replace('\n', ' '));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Each_container_sees_the_gpus_that_it_asked_for_and_who_did_not_ask_sees_none(string shell)
    {
        var seen = Seen(
            shell,
            Of(
                3,
                Gpus(Tells("one", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"), 1, 0),
                Gpus(Tells("two", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"), 2, 1),
                Gpus(Tells("none", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"), 0, 3)
            ),
            "CUDA_VISIBLE_DEVICES=1111,2222,3333",
            "NVIDIA_VISIBLE_DEVICES=GPU-1,GPU-2,GPU-3",
            "GPU_DEVICE_ORDINAL=4,5,6",
            "ROCR_VISIBLE_DEVICES=7,8,9",
            "HIP_VISIBLE_DEVICES=0,1,2"
        );

        Assert.Equal("CUDA_VISIBLE_DEVICES=1111 NVIDIA_VISIBLE_DEVICES=GPU-1", seen["one"]);
        Assert.Equal("CUDA_VISIBLE_DEVICES=2222,3333 GPU_DEVICE_ORDINAL=5,6 ROCR_VISIBLE_DEVICES=8,9 HIP_VISIBLE_DEVICES=1,2", seen["two"]);
        Assert.Equal("CUDA_VISIBLE_DEVICES=10000 NVIDIA_VISIBLE_DEVICES=none", seen["none"]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Gpus_that_no_container_asked_for_are_seen_by_all_in_the_variables_that_HTCondor_set(string shell) =>
        Assert.Equal(
            "CUDA_VISIBLE_DEVICES=1111,2222 HIP_VISIBLE_DEVICES=unset",
            Seen(shell, Of(0, Tells("main", "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES")), "CUDA_VISIBLE_DEVICES=1111,2222")["main"]
        );

    [Theory, ClassData(typeof(Shells))]
    public void A_job_without_gpus_hides_them_as_HTCondor_does(string shell) =>
        Assert.Equal(
            "CUDA_VISIBLE_DEVICES=10000 NVIDIA_VISIBLE_DEVICES=none",
            Seen(
                shell,
                Of(0, Tells("main", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES")),
                "CUDA_VISIBLE_DEVICES=10000",
                "NVIDIA_VISIBLE_DEVICES=none",
                "_CONDOR_AssignedGPUs=10000"
            )["main"]
        );

    /// <summary>HTCondor 23.9 says "none" there even of a job that has GPUs, unless the site's ENVIRONMENT_FOR_AssignedGPUs names it
    /// (measured).</summary>
    [Theory, ClassData(typeof(Shells))]
    public void Where_HTCondor_hides_assigned_gpus_from_nvidias_container_tools_their_names_are_told(string shell) =>
        Assert.Equal(
            "NVIDIA_VISIBLE_DEVICES=GPU-bbbb",
            Seen(
                shell,
                Of(2, Gpus(Tells("main", "NVIDIA_VISIBLE_DEVICES"), 1, 1)),
                "NVIDIA_VISIBLE_DEVICES=none",
                "_CONDOR_AssignedGPUs=GPU-aaaa,GPU-bbbb"
            )["main"]
        );

    /// <summary>A slot that was not made for the job may have more GPUs than it asked for.</summary>
    [Theory, ClassData(typeof(Shells))]
    public void In_a_slot_with_more_gpus_each_container_still_gets_its_own(string shell)
    {
        var seen = Seen(
            shell,
            Of(2, Gpus(Tells("one", "CUDA_VISIBLE_DEVICES"), 1, 0), Gpus(Tells("two", "CUDA_VISIBLE_DEVICES"), 1, 1)),
            "CUDA_VISIBLE_DEVICES=0,1,2,3"
        );
        Assert.Equal(("CUDA_VISIBLE_DEVICES=0", "CUDA_VISIBLE_DEVICES=1"), (seen["one"], seen["two"]));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_word_that_is_no_list_of_gpus_is_handed_on_as_it_is(string shell) =>
        Assert.Equal(
            "CUDA_VISIBLE_DEVICES=all *",
            Seen(shell, Of(2, Gpus(Tells("main", "CUDA_VISIBLE_DEVICES"), 1, 1)), "CUDA_VISIBLE_DEVICES=all *")["main"]
        );

    [Theory, ClassData(typeof(Shells))]
    public void Threads_are_limited_to_the_cpus_that_the_container_may_use(string shell)
    {
        var seen = Seen(
            shell,
            new RunnerPlan().Main(
                Tells("small", "OMP_NUM_THREADS", "GOMAXPROCS", "TF_NUM_THREADS", "MKL_NUM_THREADS").With("cpus", "2"),
                Tells("large", "OMP_NUM_THREADS").With("cpus", "16"),
                Tells("script", "OMP_NUM_THREADS", "GOMAXPROCS")
            ),
            "OMP_NUM_THREADS=8",
            "GOMAXPROCS=8",
            "TF_NUM_THREADS=8,4"
        );

        Assert.Equal("OMP_NUM_THREADS=2 GOMAXPROCS=2 TF_NUM_THREADS=8,4 MKL_NUM_THREADS=unset", seen["small"]);
        Assert.Equal("OMP_NUM_THREADS=8", seen["large"]);
        Assert.Equal("OMP_NUM_THREADS=8 GOMAXPROCS=8", seen["script"]);
    }

    [Theory, ClassData(typeof(Shells))]
    public void The_pods_own_variable_wins(string shell) =>
        Assert.Equal(
            "OMP_NUM_THREADS=1 CUDA_VISIBLE_DEVICES=mine",
            Seen(
                shell,
                Of(
                    1,
                    Gpus(Tells("main", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES"), 1, 0).With("cpus", "2") with
                    {
                        Environment = ["OMP_NUM_THREADS=1", "CUDA_VISIBLE_DEVICES=mine"],
                    }
                ),
                "OMP_NUM_THREADS=8",
                "CUDA_VISIBLE_DEVICES=1111"
            )["main"]
        );

    [Theory, ClassData(typeof(Shells))]
    public void A_probe_sees_what_the_container_sees(string shell)
    {
        using var job = new RunnerJob(
            shell,
            Of(
                2,
                Gpus(PlanContainer.Host("main", "sh", "-c", "while [ ! -s probed ]; do sleep 0.05; done"), 1, 1)
                    .With("cpus", "2")
                    .Probe("readiness", "exec")
                    .Command("readiness", "sh", "-c", "echo $CUDA_VISIBLE_DEVICES $GOMAXPROCS >probed")
            ),
            null,
            "env",
            "CUDA_VISIBLE_DEVICES=1,2",
            "GOMAXPROCS=8"
        );
        job.EndsWith(0);
        Assert.Equal("2 2\n", File.ReadAllText(Path.Combine(job.Folder, "probed")));
    }
}
