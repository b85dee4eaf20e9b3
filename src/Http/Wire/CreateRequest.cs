using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Body of /create (docs/interlink-protocol.md, "Create"). <c>jobConfig</c> is always present, and empty unless a script builder is used;
/// it is ignored.
/// </summary>
internal sealed record CreateRequest
{
    public WirePod? Pod { get; init; }

    /// <summary>One entry per container, init containers first. The name on the wire is singular.</summary>
    [JsonPropertyName("container")]
    public List<ContainerData?>? Data { get; init; }
    public string? JobScript { get; init; }
}

/// <summary>The content that interLink fetched for the volumes of one container. Go writes absent lists as null.</summary>
internal sealed record ContainerData
{
    public string? Name { get; init; }
    public List<ConfigMapData?>? ConfigMaps { get; init; }

    /// <summary>The maps are named after their volumes. Keys are final relative paths, values are final text.</summary>
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

    /// <summary>
    /// Kubernetes never sends it, but manifests written by hand may have it. As in Kubernetes, it wins over <see cref="Data"/>.
    /// </summary>
    public Dictionary<string, string?>? StringData { get; init; }
}
