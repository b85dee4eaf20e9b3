using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Planning;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Tests.Hosting;

/// <summary>What the ping says of the node, from the configuration and from the pool.</summary>
public sealed class KubernetesNodeSpecs
{
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch;
    private static readonly ActorsOptions Options = new()
    {
        DataRootFolder = "/d",
        Site = new SitePolicy
        {
            ExtendedResources = new Dictionary<string, string> { ["xilinx.com/fpga"] = "Fpgas", ["hugepages-2Mi"] = "Huge" },
        },
    };

    private readonly CondorBoard _condor = new();

    [Fact]
    public void Before_the_pool_has_answered_nothing_is_said_of_the_node()
    {
        var report = KubernetesNode.ReportOf(Options, _condor, DrainState.Never);
        Assert.Equal((null, null, null, null), (report.Cpu, report.Memory, report.Pods, report.Pool));
        Assert.Empty(report.Accelerators);
    }

    [Fact]
    public void The_pool_that_has_answered_gives_the_totals_as_Kubernetes_quantities()
    {
        Show(3, 128, 262144, gpus: 8, fpgas: 2);
        var report = KubernetesNode.ReportOf(Options, _condor, DrainState.Never);
        Assert.Equal(("128", "262144Mi", "128"), (report.Cpu, report.Memory, report.Pods));
        Assert.Equal([new NodeAccelerator("nvidia.com/gpu", "8"), new NodeAccelerator("xilinx.com/fpga", "2")], report.Accelerators);
        Assert.Equal("3 slots, 128 CPUs, 262144 MiB memory, 8 GPUs, 2 Fpgas, at 1970-01-01T00:00:00Z", report.Pool);
    }

    [Fact]
    public void A_pool_without_a_slot_leaves_the_node_as_it_is()
    {
        Show(0, 0, 0);
        var report = KubernetesNode.ReportOf(Options, _condor, DrainState.Never);
        Assert.Equal((null, null, null), (report.Cpu, report.Memory, report.Pods));
        Assert.Empty(report.Accelerators);
    }

    [Fact]
    public void A_device_is_0_only_when_the_pool_had_some_and_has_slots_without_any_now()
    {
        Show(1, 8, 8, gpus: 2);
        Show(1, 8, 8);
        Assert.Equal(
            [new NodeAccelerator("nvidia.com/gpu", "0")],
            KubernetesNode.ReportOf(Options, _condor, DrainState.Never).Accelerators
        );
        Show(0, 0, 0);
        Assert.Empty(KubernetesNode.ReportOf(Options, _condor, DrainState.Never).Accelerators);
    }

    [Fact]
    public void The_configuration_wins_over_the_pool_for_each_amount_by_itself()
    {
        Show(1, 8, 1024, gpus: 2, fpgas: 1);
        var configured = Options with
        {
            Node = new NodeOptions
            {
                Pods = 500,
                MemoryMiB = 4096,
                GpuResource = "amd.com/gpu",
                Accelerators = new Dictionary<string, string> { ["xilinx.com/fpga"] = "9" },
            },
        };
        var report = KubernetesNode.ReportOf(configured, _condor, DrainState.Never);
        Assert.Equal(("8", "4096Mi", "500"), (report.Cpu, report.Memory, report.Pods));
        Assert.Equal([new NodeAccelerator("amd.com/gpu", "2"), new NodeAccelerator("xilinx.com/fpga", "9")], report.Accelerators);
    }

    [Fact]
    public void Without_a_pool_the_configuration_alone_is_said()
    {
        var report = KubernetesNode.ReportOf(Options with { Node = new NodeOptions { Cpus = 10 } }, _condor, DrainState.Never);
        Assert.Equal(("10", null, "10"), (report.Cpu, report.Memory, report.Pods));
    }

    [Fact]
    public void The_pool_is_asked_for_GPUs_and_for_the_devices_of_the_site_and_for_nothing_else() =>
        Assert.Equal(["GPUs", "Fpgas"], KubernetesNode.ResourcesOf(Options));

    [Fact]
    public void Pods_may_ask_for_each_resource_as_which_GPUs_can_be_reported() =>
        Assert.All(NodeOptions.GpuResources, resource => Assert.True(DeviceResources.IsGpu(resource)));

    private void Show(int slots, long cpus, long memory, long gpus = 0, long fpgas = 0) =>
        _condor.ShowPool(new PoolTotals(slots, cpus, memory, new Dictionary<string, long> { ["GPUs"] = gpus, ["Fpgas"] = fpgas }), Then);
}
