using System.Globalization;
using System.Numerics;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>One container's share of the job's resources.</summary>
/// <param name="CpuLimit">How many CPUs the container may use: its limit, but at most the job's CPUs.</param>
/// <param name="FirstGpu">The index of the container's first GPU among the job's GPUs.</param>
/// <param name="Gpus">How many GPUs the container asks for.</param>
internal sealed record ContainerShare(Quantity CpuLimit, int FirstGpu, int Gpus)
{
    /// <summary>The limit in whole CPUs, which limits the number of threads.</summary>
    public int Cpus => (int)CpuLimit.InUnitsOf(1);
}

/// <summary>
/// Pure: divides the job's resources among the containers. GPUs are assigned in the order of the pod, by the rule that counts them (<see
/// cref="ResourceAmounts"/>): containers that do not run at the same time may share GPUs. CPUs are not assigned: as in Kubernetes, a
/// container may use CPUs that others leave idle, up to its own limit.
/// </summary>
internal sealed class ContainerShares
{
    private readonly Dictionary<string, ContainerShare> _shares = new(StringComparer.Ordinal);

    public ContainerShares(PodSpec pod, PodResources job)
    {
        Job = job;
        var next = 0;
        foreach (var container in pod.InitContainers)
        {
            var share = Share(container, next);
            if (container.RestartPolicy == "Always")
                next += share.Gpus;
        }
        foreach (var container in pod.Containers)
            next += Share(container, next).Gpus;
    }

    public PodResources Job { get; }

    /// <summary>How many GPUs to assign. 0 if no container asks for any; then all containers see all GPUs of the job.</summary>
    public int Gpus => _shares.Values.Any(share => share.Gpus > 0) ? Job.Gpus : 0;

    public ContainerShare Of(ContainerSpec container) => _shares[container.Name];

    private ContainerShare Share(ContainerSpec container, int first)
    {
        var (own, all) = (container.Limits.GetValueOrDefault("cpu"), Quantity.Of(Job.Cpus, 1));
        var limit = own is null ? Quantity.Zero : FieldQuantity.Judged(own);
        var cpus = limit.IsZero || limit.Nano > all.Nano ? all : limit;
        return _shares[container.Name] = new ContainerShare(
            cpus,
            first,
            (int)BigInteger.Min(DeviceResources.Gpus(container).InUnitsOf(1), int.MaxValue)
        );
    }
}

/// <summary>
/// Pure: extended resources (GPUs, and what the site offers) and huge pages. A name that the site does not know is refused.
/// </summary>
internal static class DeviceResources
{
    /// <summary>GPUs by their Kubernetes names, with the option that makes Apptainer mount the drivers.</summary>
    private static readonly (string Resource, string Option)[] GpuKinds = [("nvidia.com/gpu", "--nv"), ("amd.com/gpu", "--rocm")];

    public static bool IsGpu(string resource) => GpuKinds.Any(kind => kind.Resource == resource);

    /// <summary>True for an extended resource: a name with a domain other than Kubernetes' own.</summary>
    public static bool IsDevice(string resource) =>
        resource.Split('/') is [var domain, _] && domain != "kubernetes.io" && !domain.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    public static Quantity Gpus(IReadOnlyDictionary<string, Quantity> needed) =>
        GpuKinds.Select(kind => needed.GetValueOrDefault(kind.Resource)).Aggregate(Quantity.Zero, (a, b) => a + b);

    /// <summary>The number of GPUs that this container asks for: the request, or else the limit.</summary>
    public static Quantity Gpus(ContainerSpec container) =>
        GpuKinds.Select(kind => Asked(container, kind.Resource)).Aggregate(Quantity.Zero, (a, b) => a + b);

    /// <summary>The Apptainer options with which the container sees the GPUs that it asks for.</summary>
    public static IEnumerable<string> GpuOptions(ContainerSpec container) =>
        from kind in GpuKinds
        where !Asked(container, kind.Resource).IsZero
        select kind.Option;

    private static Quantity Asked(ContainerSpec container, string resource) =>
        (container.Requests.GetValueOrDefault(resource) ?? container.Limits.GetValueOrDefault(resource)) is { } text
            ? FieldQuantity.Judged(text)
            : Quantity.Zero;

    /// <summary>The amounts by HTCondor's resource names. Two Kubernetes names may map to the same one.</summary>
    public static IReadOnlyDictionary<string, Quantity> Mapped(
        PodSpec pod,
        IReadOnlyDictionary<string, Quantity> needed,
        SitePolicy site,
        FieldFaults faults
    )
    {
        Dictionary<string, string>? fields = null;
        var mapped = new SortedDictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (resource, amount) in needed)
        {
            if (amount.IsZero || IsGpu(resource) || !(IsDevice(resource) || resource.StartsWith("hugepages-", StringComparison.Ordinal)))
                continue;
            if (site.ExtendedResources.TryGetValue(resource, out var name))
                mapped[name] = mapped.GetValueOrDefault(name) + amount;
            else
                faults.Add((fields ??= FieldsOf(pod))[resource], "this site does not offer this resource (ExtendedResources)");
        }
        return mapped;
    }

    /// <summary>The first field that asks for each resource.</summary>
    private static Dictionary<string, string> FieldsOf(PodSpec pod)
    {
        var places = pod
            .InitContainers.Select((c, i) => ($"spec.initContainers[{i}].resources", c.Requests, c.Limits))
            .Concat(pod.Containers.Select((c, i) => ($"spec.containers[{i}].resources", c.Requests, c.Limits)))
            .Append(("spec.resources", pod.Resources.Requests, pod.Resources.Limits));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, requests, limits) in places)
        {
            foreach (var resource in requests.Keys)
                fields.TryAdd(resource, FieldPath.Key($"{field}.requests", resource));
            foreach (var resource in limits.Keys)
                fields.TryAdd(resource, FieldPath.Key($"{field}.limits", resource));
        }
        return fields;
    }
}

/// <summary>
/// Pure: the value of a resourceFieldRef by Kubernetes' rule. An absent request is 0 (or the limit). An absent limit is all that the node
/// has, which here means what the job asks for. A limit on CPUs is at most the job's CPUs, so that it agrees with the container's limit on
/// threads.
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
