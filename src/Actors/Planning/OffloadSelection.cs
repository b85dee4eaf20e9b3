using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Separates the containers that stay in the cluster (interlink.eu/disable-offload-...). The Virtual Kubelet removes them from the create
/// body, but expects them in each status. A name that the pod does not have crashes the Virtual Kubelet (docs/interlink-protocol.md,
/// "Annotations").
/// </summary>
/// <param name="Pod">The pod without these containers.</param>
/// <param name="NotOffloadedInitContainers">Init containers that are not in the job.</param>
/// <param name="NotOffloadedContainers">Containers that are not in the job.</param>
internal sealed record OffloadSelection(
    PodSpec Pod,
    IReadOnlyList<ContainerOutline> NotOffloadedInitContainers,
    IReadOnlyList<ContainerOutline> NotOffloadedContainers
)
{
    public static OffloadSelection Of(PodSpec pod, SitePolicy site, FieldFaults faults)
    {
        var init = Named(pod, AnnotationKeys.InitNotOffloaded, site, faults);
        var main = Named(pod, AnnotationKeys.NotOffloaded, site, faults);
        var left = pod with
        {
            InitContainers = [.. pod.InitContainers.Where(c => !init.ContainsKey(c.Name))],
            Containers = [.. pod.Containers.Where(c => !main.ContainsKey(c.Name))],
        };
        if (left.Containers.Count == 0 && pod.Containers.Count > 0)
            faults.Add("spec.containers", "the annotations that disable offloading leave out all containers, so there is nothing to run");
        return new OffloadSelection(left, Outlines(pod, pod.InitContainers, init), Outlines(pod, pod.Containers, main));
    }

    private static OrderedDictionary<string, bool> Named(PodSpec pod, string key, SitePolicy site, FieldFaults faults)
    {
        if (AnnotationKeys.Find(pod, key) is not var (field, value))
            return [];
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            names.TryAdd(name, true);
        // Every status lists these containers too, so their number is limited.
        return names.Count <= site.MaxContainers
            ? names
            : faults.Add<OrderedDictionary<string, bool>>(
                field,
                $"names {names.Count} containers; the limit is {site.MaxContainers} (MaxContainers)",
                []
            );
    }

    private static List<ContainerOutline> Outlines(
        PodSpec pod,
        IReadOnlyList<ContainerSpec> containers,
        OrderedDictionary<string, bool> names
    )
    {
        var here = containers
            .Where(c => names.ContainsKey(c.Name))
            .DistinctBy(c => c.Name, StringComparer.Ordinal)
            .ToDictionary(c => c.Name, StringComparer.Ordinal);
        bool IsKnown(string name) => here.ContainsKey(name) || pod.KnownContainers.Count == 0 || pod.KnownContainers.Contains(name);
        return
        [
            .. names
                .Keys.Where(name => IsKnown(name) && DnsName.IsLabel(name))
                .Select(name => new ContainerOutline(name, here.GetValueOrDefault(name)?.Image ?? "", IsNotOffloaded: true)),
        ];
    }
}
