using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Hosting;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>The keys about the Kubernetes node.</summary>
public sealed class NodeSectionSpecs
{
    [Fact]
    public void All_faults_are_listed_at_once_by_line_and_path()
    {
        using var folder = new ConfigFolder(
            """
            NodeCpus: -1
            NodeAccelerators:
              gpu: 1
              nvidia.com/gpu: 1.5
              example.org/fpga: 0
            PoolGpuResource: intel.com/gpu
            PoolIntervalMinutes: 2000
            Taints:
              - Value: a
              - {Key: "a b"}
              - {Key: virtual-node.interlink/no-schedule}
              - {Key: example.org/a, Value: "a b"}
              - {Key: example.org/a, Effect: Never}
            """
        );
        Assert.Equal(
            [
                "SidecarConfig.yaml:1: NodeCpus: -1 is given, a whole number from 0 to 2147483647 is expected",
                "SidecarConfig.yaml:3: NodeAccelerators.gpu: a device's name (nvidia.com/gpu) is expected as the key",
                "SidecarConfig.yaml:4: NodeAccelerators.nvidia.com/gpu: a whole number is expected",
                "SidecarConfig.yaml:6: PoolGpuResource: text is given, one of nvidia.com/gpu, amd.com/gpu is expected",
                "SidecarConfig.yaml:7: PoolIntervalMinutes: 2000 is given, a number from 0 to 1440 is expected",
                "SidecarConfig.yaml:9: Taints[0].Key: missing",
                "SidecarConfig.yaml:10: Taints[1].Key: text is given, a name as Kubernetes takes it (example.org/maintenance), other than "
                    + "interLink's own is expected",
                "SidecarConfig.yaml:11: Taints[2].Key: text is given, a name as Kubernetes takes it (example.org/maintenance), other than "
                    + "interLink's own is expected",
                "SidecarConfig.yaml:12: Taints[3].Value: text is given, letters, digits, dot, dash, underscore, at most 63 is expected",
                "SidecarConfig.yaml:13: Taints[4].Effect: text is given, one of NoSchedule, PreferNoSchedule, NoExecute is expected",
            ],
            folder.Read().Faults
        );
    }

    [Fact]
    public void What_is_configured_is_what_the_actors_are_told()
    {
        using var folder = new ConfigFolder(
            """
            NodeCpus: 8
            NodePods: 100
            NodeAccelerators: {nvidia.com/gpu: 4}
            PoolGpuResource: amd.com/gpu
            PoolConstraint: Site == "CERN"
            PoolIntervalMinutes: 0
            Taints:
              - {Key: example.org/a, Value: b, Effect: NoExecute}
              - {Key: c}
            """
        );
        var (config, faults) = folder.Read();
        Assert.Empty(faults);

        var node = config.ToActorsOptions().Node;
        Assert.Equal(
            (8L, null, 100L, "amd.com/gpu", TimeSpan.Zero),
            (node.Cpus, node.MemoryMiB, node.Pods, node.GpuResource, node.PoolInterval)
        );
        Assert.Equal("4", node.Accelerators["nvidia.com/gpu"]);
        Assert.Equal([new NodeTaint("example.org/a") { Value = "b", Effect = TaintEffect.NoExecute }, new NodeTaint("c")], node.Taints);
        Assert.Equal("Site == \"CERN\"", config.Named().ToCondorIoOptions().PoolConstraint);
    }

    [Theory]
    [InlineData("Taints:\n", null)]
    [InlineData("Taints: []\n", 0)]
    public void No_taints_and_a_list_without_taints_are_not_the_same(string yaml, int? count)
    {
        using var folder = new ConfigFolder(yaml);
        Assert.Equal(count, folder.Read().Config.ToActorsOptions().Node.Taints?.Count);
    }

    [Fact]
    public void A_constraint_that_is_no_expression_is_a_fault_of_its_key()
    {
        var fault = Assert.Single(new SidecarConfig { DataRootFolder = "/d", PoolConstraint = "true) || (true" }.CondorFaults());
        Assert.Equal(nameof(SidecarConfig.PoolConstraint), fault.Key);
    }

    [Fact]
    public void More_names_than_the_answer_to_a_ping_can_hold_are_a_fault()
    {
        var taints = Enumerable.Range(0, 40).Select(number => new NodeTaint($"example.org/taint-{number}"));
        Assert.Empty(ConfigRules.Faults(new SidecarConfig { Taints = [.. taints.Take(10)] }));
        Assert.Equal(nameof(SidecarConfig.Taints), Assert.Single(ConfigRules.Faults(new SidecarConfig { Taints = [.. taints] })).Key);
    }
}
