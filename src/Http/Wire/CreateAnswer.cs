using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The answer to /create: exactly one object with two strings (a number or a list makes the Virtual Kubelet fail the pod:
/// docs/interlink-protocol.md, "Create").
/// </summary>
internal sealed record CreateAnswer(
    [property: JsonPropertyName("PodUID")] string PodUid,
    [property: JsonPropertyName("PodJID")] string PodJobId
);
