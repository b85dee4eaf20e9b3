using System.Collections.ObjectModel;

namespace HtcondorActors.Actors.Settings;

/// <summary>
/// What the answer to a ping says of the Kubernetes node. The Virtual Kubelet writes the amounts to the node. An amount that is not set is
/// the pool's; one that is unknown is left out, because Kubernetes would take a 0 for a full node.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>The resources as which the GPUs of a pool can be reported.</summary>
    public static IReadOnlyList<string> GpuResources { get; } = ["nvidia.com/gpu", "amd.com/gpu"];

    public long? Cpus { get; init; }
    public long? MemoryMiB { get; init; }
    public long? Pods { get; init; }

    /// <summary>Kubernetes resources (<c>nvidia.com/gpu</c>) to whole numbers.</summary>
    public IReadOnlyDictionary<string, string> Accelerators { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The Kubernetes resource that the pool's GPUs are. HTCondor counts GPUs of all makers together.</summary>
    public string GpuResource { get; init; } = GpuResources[0];

    /// <summary>The wait between two queries for the pool's totals. Zero: there is none.</summary>
    public TimeSpan PoolInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Null: the taints of the node are not mentioned. An empty list: the node has none but interLink's own.</summary>
    public IReadOnlyList<NodeTaint>? Taints { get; init; }
}

/// <summary>A taint of the Kubernetes node.</summary>
public sealed record NodeTaint(string Key)
{
    public string Value { get; init; } = "";
    public TaintEffect Effect { get; init; }
}

/// <summary>The effects of a taint, in Kubernetes' words.</summary>
public enum TaintEffect
{
    NoSchedule,
    PreferNoSchedule,
    NoExecute,
}
