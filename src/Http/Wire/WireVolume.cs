using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>A volume. An unsupported kind is among the other members, under its API name.</summary>
internal sealed record WireVolume : WireObject
{
    public string? Name { get; init; }
    public WireConfigMapSource? ConfigMap { get; init; }
    public WireSecretSource? Secret { get; init; }
    public WireProjectedSource? Projected { get; init; }

    /// <summary>Virtual Kubelets before 0.6.2 send it; later ones send a projected volume instead.</summary>
    [JsonPropertyName("downwardAPI")]
    public WireDownwardApiSource? DownwardApi { get; init; }
    public WireEmptyDir? EmptyDir { get; init; }
    public WireHostPath? HostPath { get; init; }
    public WireEphemeral? Ephemeral { get; init; }
    public WireClaim? PersistentVolumeClaim { get; init; }
    public WireCsi? Csi { get; init; }
    public WireNfs? Nfs { get; init; }
}

internal sealed record WireEmptyDir : WireObject
{
    public string? Medium { get; init; }
    public string? SizeLimit { get; init; }
}

internal sealed record WireHostPath : WireObject
{
    public string? Path { get; init; }
    public string? Type { get; init; }
}

internal sealed record WireClaim : WireObject
{
    public string? ClaimName { get; init; }
    public bool? ReadOnly { get; init; }
}

internal sealed record WireCsi : WireObject
{
    public string? Driver { get; init; }
    public bool? ReadOnly { get; init; }
}

internal sealed record WireNfs : WireObject
{
    public string? Server { get; init; }
    public string? Path { get; init; }
    public bool? ReadOnly { get; init; }
}

/// <summary>A claim that lives as long as the pod.</summary>
internal sealed record WireEphemeral : WireObject
{
    public WireClaimTemplate? VolumeClaimTemplate { get; init; }
}

/// <summary>The template of a claim. Members that choose the storage are ignored, because here it is always a folder of the job.</summary>
internal sealed record WireClaimTemplate
{
    public WireClaimSpec? Spec { get; init; }
}

internal sealed record WireClaimSpec
{
    public WireResources? Resources { get; init; }
}
