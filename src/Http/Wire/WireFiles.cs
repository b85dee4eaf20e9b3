using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>Which keys of a ConfigMap or Secret become which files.</summary>
internal abstract record WireKeyedSource : WireObject
{
    public List<WireFileItem?>? Items { get; init; }
    public bool? Optional { get; init; }
}

internal sealed record WireConfigMapSource : WireKeyedSource
{
    public string? Name { get; init; }

    /// <summary>The mode, decimal on the wire: 493 is 0755.</summary>
    public int? DefaultMode { get; init; }
}

internal sealed record WireSecretSource : WireKeyedSource
{
    public string? SecretName { get; init; }
    public int? DefaultMode { get; init; }
}

internal sealed record WireProjectedSource : WireObject
{
    public List<WireProjection?>? Sources { get; init; }
    public int? DefaultMode { get; init; }
}

/// <summary>
/// A source of a projected volume. The Virtual Kubelet has merged the content of all sources except secrets; only the modes of the items
/// are still needed.
/// </summary>
internal sealed record WireProjection : WireObject
{
    public WireProjectedMap? ConfigMap { get; init; }
    public WireProjectedMap? Secret { get; init; }

    [JsonPropertyName("downwardAPI")]
    public WireProjectedFields? DownwardApi { get; init; }
}

internal sealed record WireProjectedMap : WireKeyedSource
{
    public string? Name { get; init; }
}

internal sealed record WireProjectedFields : WireObject
{
    public List<WireFieldItem?>? Items { get; init; }
}

internal sealed record WireDownwardApiSource : WireObject
{
    public List<WireFieldItem?>? Items { get; init; }
    public int? DefaultMode { get; init; }
}

internal sealed record WireFileItem : WireObject
{
    public string? Key { get; init; }
    public string? Path { get; init; }
    public int? Mode { get; init; }
}

internal sealed record WireFieldItem : WireObject
{
    public string? Path { get; init; }
    public WireFieldRef? FieldRef { get; init; }
    public WireResourceRef? ResourceFieldRef { get; init; }
    public int? Mode { get; init; }
}
