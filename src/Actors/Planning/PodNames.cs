using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: the names of a pod and of its containers are what Kubernetes lets them be.</summary>
internal static class PodNames
{
    /// <exception cref="FieldException">One of them is none, occurs twice, or there is no container.</exception>
    public static void Require(PodSpec pod)
    {
        if (!DnsName.IsSubdomain(pod.Name))
            throw new FieldException("metadata.name", $"{FieldException.Shown(pod.Name)} is not a DNS name");
        // Absent means the namespace "default", whose name nothing here depends on.
        if (pod.Namespace.Length > 0)
            DnsName.RequireLabel("metadata.namespace", pod.Namespace);
        if (pod.Containers.Count == 0)
            throw new FieldException("spec.containers", "the pod has no containers");
        DnsName.RequireUniqueLabels(
            pod.InitContainers.Select((c, i) => ($"spec.initContainers[{i}].name", c.Name))
                .Concat(pod.Containers.Select((c, i) => ($"spec.containers[{i}].name", c.Name)))
        );
    }
}
