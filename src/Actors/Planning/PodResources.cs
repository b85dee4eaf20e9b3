using System.Globalization;
using System.Numerics;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// What a job asks of a machine, in the scheduler's units: what the pod asks for itself, else its flavor's, else the site's default. What
/// its empty folders may grow to is added.
/// </summary>
/// <param name="Cpus">Whole ones: a request of 1.5 cpus stays idle for ever in HTCondor.</param>
/// <param name="DiskKiB">Null when nobody says: HTCondor's own default.</param>
/// <param name="Others">Submit commands <c>request_NAME</c> for the site's own resources.</param>
/// <param name="AsksForGpus">The pod itself, whatever its flavor has.</param>
/// <param name="Flavor">The one that was chosen, if any.</param>
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
