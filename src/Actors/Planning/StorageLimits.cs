using System.Numerics;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: what the pod may write on the node, by the kubelet's rules for local storage: the size limit of each emptyDir, the
/// ephemeral-storage limit of each container (what it writes into its root, and its log), and the sum of these limits for the containers
/// that run and the emptyDirs on disk together. A claim is a disk of its own, whose size is no reason for an eviction. Of a log only what
/// is on the node's disk counts: the runner gives back what is in the stream. A kubelet too counts only the log files that its rotation has
/// left, so a pod that runs for long and logs much is not evicted for that.
/// </summary>
internal static class StorageLimits
{
    private const string Resource = "ephemeral-storage";

    /// <param name="pod">Without containers that are not in the job.</param>
    /// <param name="plan">Its containers, in the order in which the runner numbers them.</param>
    public static RunnerPlan Into(PodSpec pod, RunnerPlan plan)
    {
        var own = OfContainers(pod);
        var containers = pod.JobScript is null
            ? plan.InitContainers.Concat(plan.Containers).Select((container, i) => Of(container.Name, i + 1, own)).ToArray()
            : [];
        // Init containers run one after another, before the others: the largest of them, or all others together.
        var inits = containers.Take(plan.InitContainers.Count).Max(container => container.Limit) ?? 0;
        var total = BigInteger.Max(
            inits,
            containers.Skip(plan.InitContainers.Count).Aggregate(BigInteger.Zero, (sum, container) => sum + (container.Limit ?? 0))
        );
        var mounted = plan.EmptyDirs.Concat(plan.MemoryDirs).ToHashSet(StringComparer.Ordinal);
        var volumes = pod
            .Volumes.Select(volume => volume is EmptyDirVolume folder && mounted.Contains(folder.Name) ? Of(folder) : null)
            .OfType<PlannedStorage>();
        return plan with
        {
            Storages = [.. volumes.Concat(containers).Where(storage => storage.Limit is not null || (total > 0 && storage.IsCounted))],
            StorageTotal = total > 0 && total <= long.MaxValue ? (long)total : null,
        };
    }

    private static PlannedStorage Of(EmptyDirVolume volume)
    {
        var limit = volume is { IsClaim: false, SizeLimit: { Length: > 0 } text } ? Bytes(text) : null;
        return new(
            $"volumes/{volume.Name}",
            limit,
            $"Usage of EmptyDir volume \"{volume.Name}\" exceeds the limit \"{volume.SizeLimit}\"",
            IsCounted: !volume.InMemory && !volume.IsClaim
        );
    }

    private static PlannedStorage Of(string name, int number, Dictionary<string, (long? Bytes, string Text)> limits)
    {
        var (bytes, text) = limits.GetValueOrDefault(name);
        return new($"runner/{number}", bytes, $"Container {name} exceeded its local ephemeral storage limit \"{text}\"", IsCounted: true);
    }

    private static Dictionary<string, (long? Bytes, string Text)> OfContainers(PodSpec pod)
    {
        var limits = new Dictionary<string, (long?, string)>(StringComparer.Ordinal);
        foreach (var container in pod.InitContainers.Concat(pod.Containers))
            if (container.Limits.TryGetValue(Resource, out var text))
                limits[container.Name] = (Bytes(text), text);
        return limits;
    }

    /// <summary>Null: no limit, which is what 0 means to a kubelet, or as good as none.</summary>
    private static long? Bytes(string text) =>
        FieldQuantity.Judged(text).InUnitsOf(1) is var bytes && bytes > 0 && bytes <= long.MaxValue ? (long)bytes : null;
}

/// <summary>A folder of the job whose size is watched.</summary>
/// <param name="Path">In the job's own folder.</param>
/// <param name="Limit">Bytes; null: it only counts.</param>
/// <param name="Words">What the pod is told as evicted with.</param>
/// <param name="IsCounted">It is part of the pod's total.</param>
internal sealed record PlannedStorage(string Path, long? Limit, string Words, bool IsCounted);
