using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Body of /create (docs/interlink-protocol.md, "Create"). <c>jobConfig</c> is always there and always zero unless a script builder is
/// used; it is not read.
/// </summary>
internal sealed record CreateRequest
{
    public WirePod? Pod { get; init; }

    /// <summary>One entry per container, init containers first; singular on the wire.</summary>
    [JsonPropertyName("container")]
    public List<ContainerData?>? Data { get; init; }
    public string? JobScript { get; init; }
}

/// <summary>What interLink fetched for the volumes that one container mounts. Go writes absent lists as null.</summary>
internal sealed record ContainerData
{
    public string? Name { get; init; }
    public List<ConfigMapData?>? ConfigMaps { get; init; }

    /// <summary>Named after the volume; keys are final relative paths, values final text.</summary>
    [JsonPropertyName("projectedvolumemaps")]
    public List<ConfigMapData?>? ProjectedMaps { get; init; }
    public List<SecretData?>? Secrets { get; init; }
}

internal sealed record ConfigMapData
{
    public WireMetadata? Metadata { get; init; }
    public Dictionary<string, string?>? Data { get; init; }

    /// <summary>Base64 on the wire.</summary>
    public Dictionary<string, byte[]?>? BinaryData { get; init; }
}

internal sealed record SecretData
{
    public WireMetadata? Metadata { get; init; }

    /// <summary>Base64 on the wire, also for text.</summary>
    public Dictionary<string, byte[]?>? Data { get; init; }

    /// <summary>Never sent by Kubernetes, but hand-written manifests have it; it wins over <see cref="Data"/> there too.</summary>
    public Dictionary<string, string?>? StringData { get; init; }
}
