using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation.Annotations;

/// <summary>
/// Containers that stay in the cluster (interlink.eu/disable-offload-...). The Virtual Kubelet cuts them from the create body and yet wants to hear of
/// them in each status; a name that the pod does not have crashes it (protocol 11).
/// </summary>
/// <param name="Pod">Without them.</param>
/// <param name="InitElsewhere">Init containers that are not in the job.</param>
/// <param name="Elsewhere">Containers that are not in the job.</param>
internal sealed record Offloading(PodSpec Pod, IReadOnlyList<ContainerOutline> InitElsewhere, IReadOnlyList<ContainerOutline> Elsewhere)
{
    /// <exception cref="FieldException">No container is left.</exception>
    public static Offloading Of(PodSpec pod)
    {
        var init = Named(pod, AnnotationKeys.InitNotOffloaded);
        var main = Named(pod, AnnotationKeys.NotOffloaded);
        var left = pod with
        {
            InitContainers = [.. pod.InitContainers.Where(c => !init.Contains(c.Name))],
            Containers = [.. pod.Containers.Where(c => !main.Contains(c.Name))],
        };
        if (left.Containers.Count == 0 && pod.Containers.Count > 0) throw new FieldException("spec.containers", "none of them is to be offloaded");
        return new Offloading(left, [.. init.SelectMany(name => Outline(pod, pod.InitContainers, name))], [.. main.SelectMany(name => Outline(pod, pod.Containers, name))]);
    }

    private static List<string> Named(PodSpec pod, string key) =>
        AnnotationKeys.Find(pod, key) is var (_, value) ? [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()] : [];

    private static IEnumerable<ContainerOutline> Outline(PodSpec pod, IReadOnlyList<ContainerSpec> containers, string name)
    {
        var here = containers.FirstOrDefault(c => c.Name == name);
        var isKnown = here is not null || pod.KnownContainers.Count == 0 || pod.KnownContainers.Contains(name);
        return isKnown && DnsName.IsLabel(name) ? [new ContainerOutline(name, here?.Image ?? "", IsElsewhere: true)] : [];
    }
}
