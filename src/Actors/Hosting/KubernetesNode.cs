using System.Globalization;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Hosting;

/// <summary>
/// Pure: describes the Kubernetes node from the configuration and from what HTCondor has answered. The configuration wins. An unknown
/// amount is left out, and so are 0 CPUs of a pool without slots: the Virtual Kubelet would write the 0 to the node, and no pod would fit.
/// </summary>
internal static class KubernetesNode
{
    private const string Gpus = "GPUs";

    /// <summary>HTCondor's names of the resources to ask the pool for, besides CPUs and memory.</summary>
    public static IReadOnlyList<string> ResourcesOf(ActorsOptions options) =>
        [.. Devices(options).Select(device => device.Name).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>
    /// What the Virtual Kubelet takes for its pods if its configuration does not say (interLink: DefaultPodCapacity).
    /// </summary>
    private const long VirtualKubeletPods = 10_000;

    /// <param name="options">The configuration.</param>
    /// <param name="condor">What HTCondor has answered.</param>
    /// <param name="drain">Whether the sidecar is drained; null while that is not known.</param>
    public static NodeReport ReportOf(ActorsOptions options, CondorBoard condor, DrainState? drain)
    {
        var (node, pool) = (options.Node, condor.Pool);
        var cpus = node.Cpus ?? Known(pool?.Totals.Cpus);
        var memory = node.MemoryMiB ?? Known(pool?.Totals.MemoryMiB);
        var accelerators = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (resource, name) in Devices(options))
            // The Virtual Kubelet keeps the former number of a device that is left out, so the last one that is gone is said.
            if (
                pool is var (totals, _)
                && totals.Others.GetValueOrDefault(name) is var amount
                && (amount > 0 || IsGone(condor, totals, name))
            )
                accelerators[resource] = Text(amount);
        foreach (var (resource, amount) in node.Accelerators)
            accelerators[resource] = amount;
        return new(
            cpus is { } c ? Text(c) : null,
            memory is { } m ? Text(m) + "Mi" : null,
            PodsOf(node.Pods ?? cpus, drain) is { } p ? Text(p) : null,
            [.. accelerators.Select(each => new NodeAccelerator(each.Key, each.Value))]
        )
        {
            QueueAnswers = condor.QueueAnswers,
            Pool = pool is var (known, at) ? WordsOf(known, at) : null,
        };
    }

    /// <summary>
    /// A job has at least one CPU, so no more pods run at once. A drained node takes none. The Virtual Kubelet keeps a number that is left
    /// out. So nothing is said before the journal is read, and after a drain a number is said also if none is known.
    /// </summary>
    private static long? PodsOf(long? known, DrainState? drain) =>
        drain switch
        {
            null => null,
            { IsOn: true } => 0,
            { Since: not null } => known ?? VirtualKubeletPods,
            _ => known,
        };

    /// <summary>The Kubernetes resources that are devices, with HTCondor's names of them.</summary>
    private static IEnumerable<(string Resource, string Name)> Devices(ActorsOptions options) =>
        options
            .Site.ExtendedResources.Where(each => each.Key.Contains('/', StringComparison.Ordinal))
            .Select(each => (each.Key, each.Value))
            .Prepend((options.Node.GpuResource, Gpus));

    private static string WordsOf(PoolTotals pool, DateTimeOffset at) =>
        FormattableString.Invariant($"{pool.Slots} slots, {pool.Cpus} CPUs, {pool.MemoryMiB} MiB memory")
        + string.Concat(pool.Others.Where(other => other.Value > 0).Select(other => $", {other.Value} {other.Key}"))
        + $", at {UtcTime.Of(at)}";

    private static bool IsGone(CondorBoard condor, PoolTotals pool, string name) => pool.Slots > 0 && condor.HasHad(name);

    private static long? Known(long? amount) => amount is > 0 ? amount : null;

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);
}
