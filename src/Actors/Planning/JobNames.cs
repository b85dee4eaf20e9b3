using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// Pure: the names by which people find a pod's job in HTCondor's queue (docs/for-condor-admins.md). The sidecar itself never reads them.
/// </summary>
internal static class JobNames
{
    private const string Pod = "InterLinkPodName";
    private const string Namespace = "InterLinkPodNamespace";
    private const string Node = "InterLinkPodNode";

    /// <summary>The attributes with the pod's namespace and its name.</summary>
    public static IReadOnlyList<string> PodAttributes { get; } = [Namespace, Pod];

    /// <summary>A name in the form of Kubernetes' own objects, else null: owners of other kinds can have other names.</summary>
    public static string? Known(string? name) => name is not null && DnsName.IsSubdomain(name) ? name : null;

    /// <summary>
    /// <c>NAMESPACE/OWNER</c>, so that the pods of one Kubernetes Job are one line of <c>condor_q</c>. A pod without an owner is in the
    /// line of its namespace.
    /// </summary>
    public static string? Batch(PodOutline pod) =>
        WiderBatch(pod) is { } space && pod.OwnerName is { } owner ? $"{space}/{owner}" : WiderBatch(pod);

    /// <summary>The namespace alone, for times when too many owners make pods at once.</summary>
    public static string? WiderBatch(PodOutline pod) => Known(pod.Namespace);

    /// <summary><c>NAMESPACE/NAME</c>, as kubectl users write a pod.</summary>
    public static string? Description(PodOutline pod) =>
        Known(pod.Namespace) is { } space && Known(pod.Name) is { } name ? $"{space}/{name}" : null;

    public static KeyValuePair<string, string>[] Labels(PodOutline pod) =>
        [
            .. new (string Attribute, string? Value)[] { (Pod, pod.Name), (Namespace, pod.Namespace), (Node, pod.NodeName) }
                .Where(label => Known(label.Value) is not null)
                .Select(label => KeyValuePair.Create(label.Attribute, label.Value!)),
        ];
}
