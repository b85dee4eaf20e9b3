using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Planning.SamplePod;

namespace HtcondorActors.Actors.Tests.Planning;

public sealed class PodResourcesSpecs
{
    private static ContainerSpec Asking(string name, string? cpu = null, string? memory = null) =>
        Container(name) with
        {
            Requests = new[] { ("cpu", cpu), ("memory", memory) }.Where(e => e.Item2 is not null).ToDictionary(e => e.Item1, e => e.Item2!),
        };

    [Theory]
    [InlineData("500m", 1)]
    [InlineData("1", 1)]
    [InlineData("1001m", 2)]
    [InlineData("1.5", 2)]
    [InlineData("3", 3)]
    public void Cpus_are_rounded_up_to_whole_ones(string cpu, int cpus) => Assert.Equal(cpus, Planned(Of(Asking("a", cpu))).Outline.Cpus);

    [Theory]
    [InlineData("3000", 1)]
    [InlineData("64Mi", 64)]
    [InlineData("1Gi", 1024)]
    [InlineData("1.5Gi", 1536)]
    [InlineData("1G", 954)]
    [InlineData("1Ti", 1048576)]
    [InlineData("1e9", 954)]
    [InlineData("100k", 1)]
    public void Memory_is_in_MiB_rounded_up(string memory, long mebibytes) =>
        Assert.Equal(mebibytes, Planned(Of(Asking("a", memory: memory))).Outline.MemoryMiB);

    [Fact]
    public void Containers_that_run_together_add_up_before_rounding()
    {
        var pod = Planned(Of(Asking("a", "500m", "100Mi"), Asking("b", "500m", "28Mi"))).Outline;
        Assert.Equal((1, 128), (pod.Cpus, pod.MemoryMiB));
    }

    [Fact]
    public void An_init_container_counts_only_when_it_needs_more_than_all_the_others()
    {
        var pod = Of(Asking("a", "1", "300Mi"), Asking("b", "1", "300Mi")) with
        {
            InitContainers = [Asking("i", "4", "100Mi"), Asking("j", "3", "200Mi")],
        };
        Assert.Equal((4, 600), (Planned(pod).Outline.Cpus, Planned(pod).Outline.MemoryMiB));
    }

    [Fact]
    public void A_limit_stands_in_for_a_request_that_is_not_there()
    {
        var pod = Of(
            Asking("a", cpu: "1") with
            {
                Limits = new Dictionary<string, string> { ["cpu"] = "8", ["memory"] = "256Mi" },
            }
        );
        Assert.Equal((1, 256), (Planned(pod).Outline.Cpus, Planned(pod).Outline.MemoryMiB));
    }

    [Fact]
    public void Who_asks_for_nothing_gets_what_the_site_gives()
    {
        var pod = Planned(Of(Container()), Site with { DefaultCpus = 2, DefaultMemoryMiB = 2000 }).Outline;
        Assert.Equal((2, 2000, null, 0), (pod.Cpus, pod.MemoryMiB, pod.DiskKiB, pod.Gpus));
    }

    [Fact]
    public void Ephemeral_storage_becomes_disk_in_KiB() =>
        Assert.Equal(
            1025,
            Planned(
                Of(Container() with { Requests = new Dictionary<string, string> { ["ephemeral-storage"] = "1048577" } })
            ).Outline.DiskKiB
        );

    [Fact]
    public void A_GPU_is_asked_for_and_shown_only_to_the_container_that_wants_it()
    {
        var pod = Planned(Of(Container("a") with { Limits = new Dictionary<string, string> { ["nvidia.com/gpu"] = "2" } }, Container("b")));
        Assert.Equal(2, pod.Outline.Gpus);
        Assert.Equal(["1", "--nv", "0"], Sourced(pod, "c1_options", "c1_option_1", "c2_options"));
    }

    [Theory]
    [InlineData("cpu", "abc", """spec.containers[1].resources.requests.cpu: "abc" is not a quantity""")]
    [InlineData("memory", "-1Gi", """spec.containers[1].resources.requests.memory: "-1Gi" is a negative quantity""")]
    [InlineData("memory", "9e99", """spec.containers[1].resources.requests.memory: "9e99" is too large a quantity""")]
    [InlineData(
        "nvidia.com/gpu",
        "0.5",
        """spec.containers[1].resources.requests["nvidia.com/gpu"]: "0.5" is not a whole number of GPUs"""
    )]
    [InlineData("example.com/thing", "many", """spec.containers[1].resources.requests["example.com/thing"]: "many" is not a quantity""")]
    [InlineData("cpu", "3e9", "spec.containers: the cpu requests come to 3000000000, more than can be asked for (2147483647)")]
    public void An_impossible_amount_is_refused_by_its_field(string resource, string amount, string words) =>
        Assert.Equal(
            words,
            Refusal(Of(Container("a"), Container("b") with { Requests = new Dictionary<string, string> { [resource] = amount } }))
        );

    [Fact]
    public void A_bad_limit_is_refused_although_the_request_would_do() =>
        Assert.Equal(
            """spec.initContainers[0].resources.limits.cpu: "x?y" is not a quantity""",
            Refusal(
                Of(Container()) with
                {
                    InitContainers = [Asking("i", "1") with { Limits = new Dictionary<string, string> { ["cpu"] = "x\ny" } }],
                }
            )
        );

    [Fact]
    public void A_sidecar_counts_beside_the_init_containers_after_it_and_beside_all_containers()
    {
        var pod = Of(Asking("a", "1"), Asking("b", "1")) with
        {
            InitContainers =
            [
                Asking("i", "3"),
                Asking("s", "2") with
                {
                    RestartPolicy = "Always",
                },
                Asking("j", "3"),
                Asking("t", "1") with
                {
                    RestartPolicy = "Always",
                },
            ],
        };
        // i 3; s 2; j beside s 5; t beside s 3; a and b beside s and t 5.
        Assert.Equal(5, Planned(pod).Outline.Cpus);
        Assert.Equal(8, Planned(pod with { InitContainers = [.. pod.InitContainers, Asking("k", "5")] }).Outline.Cpus);
        Assert.Equal(6, Planned(pod with { Containers = [.. pod.Containers, Asking("c", "1")] }).Outline.Cpus);
    }

    [Fact]
    public void What_the_pod_says_for_itself_wins_over_its_containers()
    {
        var own = new ResourceSpec(
            new Dictionary<string, string> { ["cpu"] = "8" },
            new Dictionary<string, string> { ["cpu"] = "16", ["memory"] = "1Gi" }
        );
        var silent = Planned(Of(Container()) with { Resources = own }).Outline;
        var asking = Planned(Of(Asking("a", "2", "256Mi")) with { Resources = own }).Outline;

        Assert.Equal((8, 1024), (silent.Cpus, silent.MemoryMiB));
        Assert.Equal((8, 256), (asking.Cpus, asking.MemoryMiB));
        Assert.Equal(
            "spec.resources.limits.cpu: \"x\" is not a quantity",
            Refusal(Of(Container()) with { Resources = own with { Limits = new Dictionary<string, string> { ["cpu"] = "x" } } })
        );
    }

    [Fact]
    public void What_empty_folders_may_grow_to_is_added_to_disk_and_memory()
    {
        var pod = Of(Asking("a", memory: "100Mi") with { Limits = new Dictionary<string, string> { ["ephemeral-storage"] = "1Mi" } }) with
        {
            Volumes =
            [
                new EmptyDirVolume("d", SizeLimit: "2Mi"),
                new EmptyDirVolume("e", SizeLimit: "1"),
                new EmptyDirVolume("m", InMemory: true, SizeLimit: "28Mi"),
            ],
        };
        Assert.Equal((128, 3073), (Planned(pod).Outline.MemoryMiB, Planned(pod).Outline.DiskKiB));
        var silent = Planned(pod with { Containers = [Container()] }, Site with { DefaultDiskMiB = 10, DefaultMemoryMiB = 50 }).Outline;
        Assert.Equal((78, 12 * 1024 + 1), (silent.MemoryMiB, silent.DiskKiB));
    }

    [Fact]
    public void A_resource_of_the_sites_own_is_asked_for_by_its_HTCondor_name()
    {
        var site = Site with
        {
            ExtendedResources = new Dictionary<string, string>
            {
                ["xilinx.com/fpga"] = "Fpgas",
                ["intel.com/fpga"] = "Fpgas",
                ["hugepages-2Mi"] = "HugePages",
            },
        };
        var pod = Of(
            Container("a") with
            {
                Limits = new Dictionary<string, string> { ["xilinx.com/fpga"] = "2", ["hugepages-2Mi"] = "64" },
            },
            Container("b") with
            {
                Requests = new Dictionary<string, string> { ["intel.com/fpga"] = "1", ["xilinx.com/fpga"] = "1" },
            }
        );
        Assert.Equal(
            [KeyValuePair.Create("request_Fpgas", "4"), KeyValuePair.Create("request_HugePages", "64")],
            Planned(pod, site).Outline.SubmitCommands
        );
    }

    [Theory]
    [InlineData(
        "xilinx.com/fpga",
        "1",
        """spec.containers[0].resources.limits["xilinx.com/fpga"]: this site does not offer this resource (ExtendedResources)"""
    )]
    [InlineData(
        "hugepages-1Gi",
        "1Gi",
        "spec.containers[0].resources.limits.hugepages-1Gi: this site does not offer this resource (ExtendedResources)"
    )]
    [InlineData("xilinx.com/fpga", "0.5", """spec.containers[0].resources.limits["xilinx.com/fpga"]: "0.5" is not a whole number""")]
    public void A_resource_that_the_site_does_not_have_is_refused_by_name(string resource, string amount, string words) =>
        Assert.Equal(words, Refusal(Of(Container() with { Limits = new Dictionary<string, string> { [resource] = amount } })));

    [Theory]
    [InlineData("xilinx.com/fpga", "0")]
    [InlineData("pods", "5")]
    [InlineData("scheduling.kubernetes.io/foo", "3")]
    public void None_of_a_resource_and_what_only_Kubernetes_counts_are_not_asked_for(string resource, string amount) =>
        Assert.Empty(
            Planned(Of(Container() with { Limits = new Dictionary<string, string> { [resource] = amount } })).Outline.SubmitCommands
        );

    [Theory]
    [InlineData(
        "memory",
        "4Ei",
        "spec.containers: the memory requests come to 4398046511104 MiB, more than can be asked for (2147483647 MiB)"
    )]
    [InlineData(
        "ephemeral-storage",
        "4Pi",
        "spec.containers: the ephemeral-storage requests come to 4398046511104 KiB, more than can be asked for (2199023254528 KiB)"
    )]
    public void More_than_HTCondor_can_count_is_refused(string resource, string amount, string words) =>
        Assert.Equal(words, Refusal(Of(Container() with { Requests = new Dictionary<string, string> { [resource] = amount } })));
}
