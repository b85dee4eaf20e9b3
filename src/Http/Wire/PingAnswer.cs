using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>Answer to the ping: interLink's PingResponse. The Virtual Kubelet shows it on the Kubernetes node and takes every 200 for
/// healthy.</summary>
internal sealed record PingAnswer([property: JsonPropertyName("status")] string Status);
