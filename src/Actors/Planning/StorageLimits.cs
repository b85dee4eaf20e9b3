using System.Numerics;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: how much a pod may write on the node, by the kubelet's rules for local storage. There are three limits: the size limit of each
/// emptyDir; the ephemeral-storage limit of each container (for its writes to its root, and its log); and the sum of the containers'
/// limits, for the running containers and the emptyDirs on disk together. A generic ephemeral volume is a disk of its own in Kubernetes, so
/// its size is no reason for an eviction. A log counts only with what is still on the node's disk: the runner frees what is in the stream.
/// A kubelet likewise counts only the log files that its rotation has left, so a pod that runs long and logs much is not evicted for its
/// logs.
/// </summary>
internal static class StorageLimits
{
    private const string Resource = "ephemeral-storage";

    /// <param name="pod">The pod without the containers that are not in the job.</param>
    /// <param name="plan">The plan, whose containers are in the order of the runner's numbers.</param>
    public static RunnerPlan Into(PodSpec pod, RunnerPlan plan)
    {
        var own = OfContainers(pod);
        var containers = pod.JobScript is null
            ? plan.InitContainers.Concat(plan.Containers).Select((container, i) => Of(container.Name, i + 1, own)).ToArray()
            : [];
        // Init containers run one after another, before the others. So the total is the largest of their limits, or the sum of all others.
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

    /// <summary>Null for no limit. To a kubelet 0 means no limit, and an amount beyond a long is as good as none.</summary>
    private static long? Bytes(string text) =>
        FieldQuantity.Judged(text).InUnitsOf(1) is var bytes && bytes > 0 && bytes <= long.MaxValue ? (long)bytes : null;
}

/// <summary>A folder of the job whose size is measured.</summary>
/// <param name="Path">The path in the job's folder.</param>
/// <param name="Limit">The limit in bytes; null if the folder only counts for the total.</param>
/// <param name="Words">The message of the eviction.</param>
/// <param name="IsCounted">True if the folder counts for the pod's total.</param>
internal sealed record PlannedStorage(string Path, long? Limit, string Words, bool IsCounted);
