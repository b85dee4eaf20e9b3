using HtcondorActors.Actors.Settings;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>What the answer to a ping says of the Kubernetes node.</summary>
internal static class NodeSection
{
    public static ConfigSection Section { get; } =
        new(
            "Kubernetes node",
            "The Virtual Kubelet (interLink 0.6.2 and later) writes these amounts to the node, as its capacity. They are totals: "
                + "Kubernetes subtracts what its pods ask for. An unknown amount is left out, and the node keeps its former one.",
            [
                Key.Whole(
                    nameof(SidecarConfig.NodeCpus),
                    "CPUs of the node. 0: those of HTCondor's pool.",
                    0,
                    int.MaxValue,
                    (c, v) => c with { NodeCpus = v }
                ),
                Key.Whole(
                    nameof(SidecarConfig.NodeMemoryMiB),
                    "Memory of the node. 0: that of HTCondor's pool.",
                    0,
                    int.MaxValue,
                    (c, v) => c with { NodeMemoryMiB = v }
                ) with
                {
                    Unit = "MiB",
                },
                Key.Whole(
                    nameof(SidecarConfig.NodePods),
                    "Pods that the node may have at once. 0: as many as CPUs, because each job has at least one.",
                    0,
                    int.MaxValue,
                    (c, v) => c with { NodePods = v }
                ),
                ConfigMaps.Lines<SidecarConfig>(
                    nameof(SidecarConfig.NodeAccelerators),
                    "Devices of the node. Each wins over the pool's own number. Without an entry, the pool's GPUs and the devices of "
                        + "ExtendedResources are reported.",
                    "a map of resources to whole numbers",
                    (c, v) => c with { NodeAccelerators = v },
                    SiteKeys.AcceleratorFault
                ) with
                {
                    Example = """
                      nvidia.com/gpu: 16
                    """,
                },
                Key.Line(
                    nameof(SidecarConfig.PoolGpuResource),
                    "The Kubernetes resource that the pool's GPUs are. HTCondor counts the GPUs of all makers together.",
                    (c, v) => c with { PoolGpuResource = v },
                    "one of " + string.Join(", ", NodeOptions.GpuResources),
                    NodeOptions.GpuResources.Contains
                ),
                Key.Line(
                    nameof(SidecarConfig.PoolConstraint),
                    "The slots of the pool that count, for example those that accept these jobs. Empty: all.",
                    (c, v) => c with { PoolConstraint = v },
                    "a ClassAd expression"
                ) with
                {
                    Example = """
                      Site == "CERN" && Arch == "X86_64"
                    """,
                },
                Key.Number(
                    nameof(SidecarConfig.PoolIntervalMinutes),
                    "The wait between two condor_status that ask for the pool's totals. A ping never waits for one. 0: the pool is not "
                        + "asked.",
                    0,
                    1440,
                    (c, v) => c with { PoolIntervalMinutes = v }
                ) with
                {
                    Unit = "minutes",
                },
                ConfigMaps.List<SidecarConfig, NodeTaint>(
                    nameof(SidecarConfig.Taints),
                    "Taints of the node. They replace those of the Virtual Kubelet's own configuration, but not interLink's own. An empty "
                        + "list removes all others. Without the key the taints stay. interLink (up to f632175) changes them in the memory "
                        + "of the Virtual Kubelet only, as far as its code shows: taints that must hold belong in its own configuration.",
                    SiteKeys.OfTaint,
                    new NodeTaint(""),
                    (c, v) => c with { Taints = v },
                    taint => taint.Key.Length > 0 ? null : nameof(NodeTaint.Key)
                ) with
                {
                    Example = """
                      - Key: example.org/maintenance
                        Value: "true"
                        Effect: NoSchedule
                    """,
                },
            ]
        );
}
