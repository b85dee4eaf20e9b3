using System.Text.Json.Nodes;

namespace HtcondorActors.Cli.VirtualKubelet;

/// <summary>What must be known of a pod to check a status answer about it: its identity and its containers' names, in spec order.</summary>
internal sealed record AskedPod(
    string Uid,
    string Name,
    string Namespace,
    IReadOnlyList<string> Containers,
    IReadOnlyList<string> InitContainers
)
{
    /// <summary>Reads a v1.Pod from a status or delete body; for a create body, pass its <c>pod</c>.</summary>
    public static AskedPod Of(JsonNode pod)
    {
        var metadata = pod["metadata"];
        return new AskedPod(
            metadata?["uid"]?.GetValue<string>() ?? "",
            metadata?["name"]?.GetValue<string>() ?? "",
            metadata?["namespace"]?.GetValue<string>() ?? "default",
            Names(pod["spec"]?["containers"]),
            Names(pod["spec"]?["initContainers"])
        );
    }

    public static AskedPod Of(string pod) => Of(JsonNode.Parse(pod)!);

    private static string[] Names(JsonNode? containers) =>
        containers is JsonArray list ? [.. list.Select(each => each?["name"]?.GetValue<string>() ?? "")] : [];
}
