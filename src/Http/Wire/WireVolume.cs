using System.Text.Json;
using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

internal sealed record WireVolume
{
    public string? Name { get; init; }
    public WireFilesSource? ConfigMap { get; init; }
    public WireFilesSource? Secret { get; init; }
    public WireFilesSource? Projected { get; init; }

    /// <summary>Seen from servers before 0.6.2; later ones send it as projected.</summary>
    [JsonPropertyName("downwardAPI")]
    public WireFilesSource? DownwardApi { get; init; }
    public JsonElement? EmptyDir { get; init; }

    /// <summary>Every kind that is not served comes here under its API name. (The serializer takes no init-only property for this.)</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? OtherKinds { get; set; }
}

/// <summary>configMap, secret, projected and downwardAPI differ in the name of their source only.</summary>
internal sealed record WireFilesSource
{
    public string? Name { get; init; }
    public string? SecretName { get; init; }
    public List<WireFileItem?>? Items { get; init; }
    public List<WireProjection?>? Sources { get; init; }

    /// <summary>Decimal on the wire: 493 is 0755.</summary>
    public int? DefaultMode { get; init; }
    public bool? Optional { get; init; }
}

/// <summary>A source of a projected volume. Its content was merged before it came here; only the modes of its items are still needed.</summary>
internal sealed record WireProjection
{
    public WireFilesSource? ConfigMap { get; init; }
    public WireFilesSource? Secret { get; init; }

    [JsonPropertyName("downwardAPI")]
    public WireFilesSource? DownwardApi { get; init; }
}

internal sealed record WireFileItem
{
    public string? Key { get; init; }
    public string? Path { get; init; }
    public int? Mode { get; init; }
    public WireFieldRef? FieldRef { get; init; }
}
