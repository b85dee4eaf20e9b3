using System.Globalization;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: what a resourceFieldRef stands for, by Kubernetes' rule: a request that nobody made is 0 (or the limit), a limit that nobody set
/// is all there is. All there is means what the job asks for. A limit on CPUs is at most that: it agrees with the limit on threads that the
/// container gets.
/// </summary>
internal static class ResourceReferences
{
    public static string Of(string field, ResourceReference reference, ContainerSpec container, PlanContext around)
    {
        var faults = around.Faults;
        var source = reference.Container is { } name && name != container.Name ? around.Containers.GetValueOrDefault(name) : container;
        if (source is null)
            return faults.Add($"{field}.containerName", $"there is no container {OneLine.Quoted(reference.Container!)}", "");
        Quantity? Read(string? text) => text is null ? null : FieldQuantity.Judged(text);
        var asked = reference.Resource.Split('.', 2) switch
        {
            ["limits", "cpu"] => around.Shares.Of(source).CpuLimit,
            ["limits", var resource] => Read(source.Limits.GetValueOrDefault(resource)) ?? Whole(resource, around.Shares.Job),
            ["requests", var resource] => Read(source.Requests.GetValueOrDefault(resource) ?? source.Limits.GetValueOrDefault(resource))
                ?? Quantity.Zero,
            _ => faults.Add<Quantity?>(
                $"{field}.resource",
                $"{OneLine.Quoted(reference.Resource)} is not limits.NAME or requests.NAME",
                Quantity.Zero
            ),
        };
        if (asked is not { } amount)
            return faults.Add(
                $"{field}.resource",
                $"the container sets no {OneLine.Quoted(reference.Resource)}, " + "and what the node has is not known before the job runs",
                ""
            );
        var before = faults.Added;
        var divisor = FieldQuantity.Parse($"{field}.divisor", reference.Divisor is null or "0" ? "1" : reference.Divisor, faults);
        if (divisor.IsZero)
            return faults.Added > before ? "" : faults.Add($"{field}.divisor", "is zero", "");
        return ((amount.Nano + divisor.Nano - 1) / divisor.Nano).ToString(CultureInfo.InvariantCulture);
    }

    private static Quantity? Whole(string resource, PodResources job) =>
        resource switch
        {
            "memory" => Quantity.Of(job.MemoryMiB, 1 << 20),
            "ephemeral-storage" when job.DiskKiB is { } disk => Quantity.Of(disk, 1 << 10),
            _ => null,
        };
}
