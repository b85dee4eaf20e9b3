using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: the names of a pod and of its containers are what Kubernetes lets them be.</summary>
internal static class PodNames
{
    public static void Require(PodSpec pod, FieldFaults faults)
    {
        if (pod.Name.Length == 0)
            faults.Add("metadata.name", "missing");
        else if (!DnsName.IsSubdomain(pod.Name))
            faults.Add("metadata.name", $"{OneLine.Quoted(pod.Name)} is not a DNS name");
        // Absent means the namespace "default", whose name nothing here depends on.
        if (pod.Namespace.Length > 0)
            DnsName.RequireLabel("metadata.namespace", pod.Namespace, faults);
        if (pod.Containers.Count == 0)
            faults.Add("spec.containers", "the pod has no containers");
        DnsName.RequireUniqueLabels(
            pod.InitContainers.Select((c, i) => ($"spec.initContainers[{i}].name", c.Name))
                .Concat(pod.Containers.Select((c, i) => ($"spec.containers[{i}].name", c.Name))),
            faults
        );
    }
}
