using System.Globalization;
using System.Numerics;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>What one container gets of the job's resources.</summary>
/// <param name="CpuLimit">How many CPUs it may use: its limit, at most the job's.</param>
/// <param name="FirstGpu">Index of its first GPU among those of the job.</param>
/// <param name="Gpus">How many GPUs it has asked for.</param>
internal sealed record ContainerShare(Quantity CpuLimit, int FirstGpu, int Gpus)
{
    /// <summary>The limit in whole ones. Threads are limited to that.</summary>
    public int Cpus => (int)CpuLimit.InUnitsOf(1);
}

/// <summary>
/// Pure: what each container gets of what the batch system gives the job. GPUs are handed out in the order of the pod, by the rule that
/// counts them (<see cref="ResourceAmounts"/>): what does not run at once may have the same ones. CPUs are not handed out: as in Kubernetes
/// a container may use those that others leave, up to its own limit.
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

    /// <summary>How many GPUs there are to hand out. 0: no container has asked, and all containers see all GPUs that the job has.</summary>
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

/// <summary>Pure: resources that are counted (GPUs, what a site's own plugins offer) and pages of a size: known by name, or
/// refused.</summary>
internal static class DeviceResources
{
    /// <summary>GPUs by their Kubernetes names, with the word that makes Apptainer bring the drivers in.</summary>
    private static readonly (string Resource, string Option)[] GpuKinds = [("nvidia.com/gpu", "--nv"), ("amd.com/gpu", "--rocm")];

    public static bool IsGpu(string resource) => GpuKinds.Any(kind => kind.Resource == resource);

    /// <summary>An extended resource: a name with a domain, and not one of Kubernetes' own.</summary>
    public static bool IsDevice(string resource) =>
        resource.Split('/') is [var domain, _] && domain != "kubernetes.io" && !domain.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    public static Quantity Gpus(IReadOnlyDictionary<string, Quantity> needed) =>
        GpuKinds.Select(kind => needed.GetValueOrDefault(kind.Resource)).Aggregate(Quantity.Zero, (a, b) => a + b);

    /// <summary>What this container asks for: the request, else the limit.</summary>
    public static Quantity Gpus(ContainerSpec container) =>
        GpuKinds.Select(kind => Asked(container, kind.Resource)).Aggregate(Quantity.Zero, (a, b) => a + b);

    /// <summary>What Apptainer must be told so that this container sees the GPUs it asked for.</summary>
    public static IEnumerable<string> GpuOptions(ContainerSpec container) =>
        from kind in GpuKinds
        where !Asked(container, kind.Resource).IsZero
        select kind.Option;

    private static Quantity Asked(ContainerSpec container, string resource) =>
        (container.Requests.GetValueOrDefault(resource) ?? container.Limits.GetValueOrDefault(resource)) is { } text
            ? FieldQuantity.Judged(text)
            : Quantity.Zero;

    /// <summary>By HTCondor's names; two of Kubernetes' may have the same one.</summary>
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

    /// <summary>Where each resource is first asked for.</summary>
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
