using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Cli.Manifests;

/// <summary>
/// The pod fields that a variable or a file may refer to. Addresses are missing, because the Virtual Kubelet does not know them yet.
/// </summary>
internal static class DownwardApi
{
    public static PodFieldText Of(JsonObject pod)
    {
        var (metadata, spec) = (pod.Object("metadata", "pod")!, pod.Object("spec", "pod"));
        return new PodFieldText
        {
            Name = metadata.Text("name", "metadata"),
            Namespace = metadata.Text("namespace", "metadata"),
            Uid = metadata.Text("uid", "metadata"),
            Labels = metadata.Texts("labels", "metadata"),
            Annotations = metadata.Texts("annotations", "metadata"),
            NodeName = spec?.Text("nodeName", "spec"),
            ServiceAccountName = spec?.Text("serviceAccountName", "spec"),
        };
    }
}
