using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The answer to a ping: interLink's PingResponse. The Virtual Kubelet shows it on the Kubernetes node, and treats every 200 as healthy.
/// </summary>
internal sealed record PingAnswer([property: JsonPropertyName("status")] string Status);
