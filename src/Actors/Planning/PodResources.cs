using System.Globalization;
using System.Numerics;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// The job's resource requests in HTCondor's units: the pod's own, or else its flavor's, or else the site's default. The size limits of its
/// emptyDirs are added.
/// </summary>
/// <param name="Cpus">Whole CPUs, because a request of 1.5 CPUs stays idle for ever in HTCondor.</param>
/// <param name="DiskKiB">Null if nothing is requested; then HTCondor's default applies.</param>
/// <param name="Others">The submit commands <c>request_NAME</c> for the site's own resources.</param>
/// <param name="AsksForGpus">True if the pod itself asks for GPUs, whatever its flavor has.</param>
/// <param name="Flavor">The pod's flavor, if it has one.</param>
internal sealed record PodResources(
    int Cpus,
    long MemoryMiB,
    long? DiskKiB,
    int Gpus,
    IReadOnlyList<KeyValuePair<string, string>> Others,
    bool AsksForGpus,
    Flavor? Flavor
)
{
    private const int MiB = 1 << 20;
    private const int KiB = 1 << 10;

    public static PodResources Of(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        var needed = ResourceAmounts.Of(pod, faults);
        Quantity? Asked(string resource) => needed.GetValueOrDefault(resource) is { IsZero: false } amount ? amount : null;

        var gpus = DeviceResources.Gpus(needed);
        var flavor = PodFlavors.Of(pod, site, asksForGpus: !gpus.IsZero, faults);
        var (onDisk, inMemory) = EmptyDirSizes.Of(pod.Volumes, faults);

        var memory = (Asked("memory") ?? Quantity.Of(flavor?.MemoryMiB ?? site.DefaultMemoryMiB, MiB)) + Quantity.Of(inMemory, 1);
        var disk = (Asked("ephemeral-storage") ?? Quantity.Of(flavor?.DiskMiB ?? site.DefaultDiskMiB ?? 0, MiB)) + Quantity.Of(onDisk, 1);
        return new PodResources(
            Asked("cpu") is { } cpu ? (int)Fitting(faults, "cpu", cpu.InUnitsOf(1), int.MaxValue) : flavor?.Cpus ?? site.DefaultCpus,
            Fitting(faults, "memory", memory.InUnitsOf(MiB), int.MaxValue, " MiB"),
            disk.IsZero ? null : Fitting(faults, "ephemeral-storage", disk.InUnitsOf(KiB), (long)int.MaxValue * KiB, " KiB"),
            gpus.IsZero ? flavor?.Gpus ?? 0 : (int)Fitting(faults, "gpu", gpus.InUnitsOf(1), int.MaxValue),
            [
                .. DeviceResources
                    .Mapped(pod, needed, site, faults)
                    .Select(other =>
                        KeyValuePair.Create(
                            "request_" + other.Key,
                            Fitting(faults, other.Key, other.Value.InUnitsOf(1), int.MaxValue).ToString(CultureInfo.InvariantCulture)
                        )
                    ),
            ],
            !gpus.IsZero,
            flavor
        );
    }

    private static long Fitting(FieldFaults faults, string resource, BigInteger amount, long largest, string unit = "") =>
        amount <= largest
            ? (long)amount
            : faults.Add(
                "spec.containers",
                $"the {resource} requests come to {amount}{unit}, more than can be asked for ({largest}{unit})",
                largest
            );
}

/// <summary>
/// Pure: the resources that a pod needs at once, by Kubernetes' rule. Each container counts with its request, or else its limit. Init
/// containers run one by one, each beside the sidecar containers that were started before it. The main containers run together, beside all
/// sidecar containers. The pod's own amounts (spec.resources) win.
/// </summary>
internal static class ResourceAmounts
{
    public static IReadOnlyDictionary<string, Quantity> Of(PodSpec pod, FieldFaults faults)
    {
        // Each step considers only the resources of the new container, because the containers beside it were counted before.
        Dictionary<string, Quantity> beside = [],
            peak = [];
        void Raise(string resource, Quantity needed) => peak[resource] = Quantity.Max(peak.GetValueOrDefault(resource), needed);
        foreach (var (container, i) in pod.InitContainers.Select((c, i) => (c, i)))
        foreach (var (resource, amount) in Asked($"spec.initContainers[{i}].resources", container.Requests, container.Limits, faults))
        {
            var needed = beside.GetValueOrDefault(resource) + amount;
            Raise(resource, needed);
            if (container.RestartPolicy == "Always")
                beside[resource] = needed;
        }
        foreach (var (container, i) in pod.Containers.Select((c, i) => (c, i)))
        foreach (var (resource, amount) in Asked($"spec.containers[{i}].resources", container.Requests, container.Limits, faults))
            beside[resource] = beside.GetValueOrDefault(resource) + amount;
        foreach (var (resource, needed) in beside)
            Raise(resource, needed);

        var (requests, limits) = (
            Read("spec.resources.requests", pod.Resources.Requests, faults),
            Read("spec.resources.limits", pod.Resources.Limits, faults)
        );
        foreach (var (resource, amount) in limits)
            peak.TryAdd(resource, amount);
        foreach (var (resource, amount) in requests)
            peak[resource] = amount;
        return peak;
    }

    private static Dictionary<string, Quantity> Asked(
        string field,
        IReadOnlyDictionary<string, string> requests,
        IReadOnlyDictionary<string, string> limits,
        FieldFaults faults
    )
    {
        var asked = Read($"{field}.limits", limits, faults);
        foreach (var (resource, amount) in Read($"{field}.requests", requests, faults))
            asked[resource] = amount;
        return asked;
    }

    private static Dictionary<string, Quantity> Read(string field, IReadOnlyDictionary<string, string> amounts, FieldFaults faults) =>
        amounts.ToDictionary(e => e.Key, e => Read(FieldPath.Key(field, e.Key), e.Key, e.Value, faults));

    private static Quantity Read(string field, string resource, string text, FieldFaults faults)
    {
        var amount = FieldQuantity.Parse(field, text, faults);
        if (amount.IsWhole || !DeviceResources.IsDevice(resource))
            return amount;
        return faults.Add(
            field,
            $"{OneLine.Quoted(text)} is not a whole number{(DeviceResources.IsGpu(resource) ? " of GPUs" : "")}",
            Quantity.Zero
        );
    }
}

/// <summary>Pure: adds up the size limits of a pod's emptyDirs, for the job's requests.</summary>
internal static class EmptyDirSizes
{
    /// <returns>Bytes on disk and in memory. A folder without a limit counts as 0.</returns>
    public static (long DiskBytes, long MemoryBytes) Of(IReadOnlyList<VolumeSpec> volumes, FieldFaults faults)
    {
        var (disk, memory) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var (volume, i) in volumes.Select((v, i) => (v, i)))
        {
            if (volume is not EmptyDirVolume { SizeLimit: { Length: > 0 } text } folder)
                continue;
            var bytes = FieldQuantity.Parse($"spec.volumes[{i}].emptyDir.sizeLimit", text, faults).InUnitsOf(1);
            if (folder.InMemory)
                memory += bytes;
            else
                disk += bytes;
        }
        return (Fitting(disk, faults), Fitting(memory, faults));
    }

    private static long Fitting(BigInteger bytes, FieldFaults faults) =>
        bytes <= long.MaxValue
            ? (long)bytes
            : faults.Add("spec.volumes", $"the size limits come to {bytes} bytes, more than can be asked for", long.MaxValue);
}

/// <summary>
/// Pure: chooses a pod's flavor: the one that it names; else, if it asks for GPUs, the first flavor with GPUs; else the default flavor.
/// </summary>
internal static class PodFlavors
{
    public const string Annotation = "flavor";

    public static Flavor? Of(PodSpec pod, SitePolicy site, bool asksForGpus, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, Annotation) is var (field, name))
            return Named(field, name.Trim(), site, faults);
        return asksForGpus && site.Flavors.FirstOrDefault(flavor => flavor.Gpus > 0) is { } withGpus
            ? withGpus
            : site.Flavors.FirstOrDefault(flavor => flavor.Name == site.DefaultFlavor);
    }

    /// <summary>If the GPUs come from the flavor alone, every container sees them, because no container asked for them.</summary>
    public static IEnumerable<string> GpuOptions(PodResources job) => !job.AsksForGpus && job.Flavor is { Gpus: > 0 } ? ["--nv"] : [];

    private static Flavor? Named(string field, string name, SitePolicy site, FieldFaults faults) =>
        site.Flavors.FirstOrDefault(flavor => flavor.Name == name)
        ?? faults.Add<Flavor?>(field, $"{OneLine.Quoted(name)} is no flavor of this site; it has {Known(site)}", null);

    private static string Known(SitePolicy site) =>
        site.Flavors.Count > 0 ? string.Join(", ", site.Flavors.Select(flavor => flavor.Name)) : "none";
}
