using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Body of /getLogs (docs/interlink-protocol.md, "Logs"). interLink always writes all keys; zero values mean "not requested".
/// </summary>
internal sealed record LogRequest
{
    [JsonPropertyName("PodUID")]
    public string? PodUid { get; init; }
    public string? ContainerName { get; init; }
    public LogRequestOptions? Opts { get; init; }
}

internal sealed record LogRequestOptions
{
    public long? Tail { get; init; }

    /// <summary>The most bytes of the log: Go's LimitBytes under another name.</summary>
    public long? Bytes { get; init; }
    public bool? Timestamps { get; init; }
    public bool? Follow { get; init; }
    public bool? Previous { get; init; }
    public long? SinceSeconds { get; init; }

    /// <summary>RFC 3339; year 1 is Go's zero time.</summary>
    public string? SinceTime { get; init; }
}
