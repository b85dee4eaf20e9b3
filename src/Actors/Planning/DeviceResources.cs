using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

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
