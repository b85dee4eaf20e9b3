using System.Text.Json;
using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The answer to a ping: interLink's PingResponse. The Virtual Kubelet shows it on the Kubernetes node, and treats every 200 as healthy.
/// One value of a wrong type would make it ignore the whole answer. A field that is left out leaves the node as it is.
/// </summary>
/// <param name="Status"><c>ok</c>, or what is wrong.</param>
/// <param name="Resources">The node's totals.</param>
/// <param name="Taints">An empty list removes the node's taints.</param>
internal sealed record PingAnswer(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("resources"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PingResources? Resources = null,
    [property: JsonPropertyName("taints"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<PingTaint>? Taints = null
)
{
    /// <summary>The answer becomes an annotation and a condition of the Kubernetes node, so it stays below 4 kB.</summary>
    public const int LongestJson = 4000;

    private const string More = " ...";

    /// <summary>The answer as it is sent, with a status that is shortened as far as necessary.</summary>
    public byte[] ToJson()
    {
        var (json, kept) = (Json(this), Status.Length);
        while (json.Length > LongestJson && kept > 0)
        {
            // Each character takes at most six bytes, as \u1234.
            kept = Math.Max(0, kept - Math.Max(1, (json.Length - LongestJson) / 6));
            json = Json(this with { Status = Status[..WholeCharacters(kept)] + More });
        }
        return json;
    }

    /// <summary>The same length or one less, so that no character is cut in two.</summary>
    private int WholeCharacters(int length) => length > 0 && char.IsHighSurrogate(Status[length - 1]) ? length - 1 : length;

    private static byte[] Json(PingAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, WireJson.Default.PingAnswer);
}

/// <summary>The node's totals, as Kubernetes' quantities.</summary>
internal sealed record PingResources(
    [property: JsonPropertyName("cpu"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cpu,
    [property: JsonPropertyName("memory"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Memory,
    [property: JsonPropertyName("pods"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pods,
    [property: JsonPropertyName("accelerators"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<PingAccelerator>? Accelerators
);

/// <summary>A kind of device of the node.</summary>
internal sealed record PingAccelerator(
    [property: JsonPropertyName("resourceType")] string ResourceType,
    [property: JsonPropertyName("available")] string Available
);

/// <summary>A taint of the node.</summary>
internal sealed record PingTaint(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("value"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value,
    [property: JsonPropertyName("effect")] string Effect
);
