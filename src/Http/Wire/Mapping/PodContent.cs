namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// What was sent along for the pod's volumes, by name. interLink repeats a map for every mount of it; the copies are equal, the first counts.
/// </summary>
internal sealed class PodContent
{
    private readonly Dictionary<string, ContainerContent> _containers = [];

    public PodContent(List<ContainerData?>? data, bool isExpected)
    {
        IsExpected = isExpected;
        for (var at = 0; at < (data?.Count ?? 0); at++)
        {
            if (data![at] is not { Name: { } name } entry) continue;
            var field = $"container[{at}]";
            var own = _containers.GetValueOrDefault(name) ?? (_containers[name] = new ContainerContent([], []));
            AddMaps(entry.ConfigMaps, field + ".configMaps", own.ConfigMaps);
            AddMaps(entry.ProjectedMaps, field + ".projectedvolumemaps", Projected);
            AddSecrets(entry.Secrets, field + ".secrets", own.Secrets);
            foreach (var (map, files) in own.ConfigMaps) ConfigMaps.TryAdd(map, files);
            foreach (var (secret, files) in own.Secrets) Secrets.TryAdd(secret, files);
        }
    }

    /// <summary>False: a volume whose content is not here is an empty one.</summary>
    public bool IsExpected { get; }
    public Dictionary<string, NamedFiles> ConfigMaps { get; } = [];
    public Dictionary<string, NamedFiles> Secrets { get; } = [];

    /// <summary>By the name of the volume, not of the source.</summary>
    public Dictionary<string, NamedFiles> Projected { get; } = [];

    /// <summary>What came for the mounts of one container.</summary>
    public ContainerContent Of(string container) => _containers.GetValueOrDefault(container) ?? new ContainerContent([], []);

    private static void AddMaps(List<ConfigMapData?>? maps, string field, Dictionary<string, NamedFiles> into)
    {
        for (var at = 0; at < (maps?.Count ?? 0); at++)
            if (maps![at] is { Metadata.Name: { } name } map && !into.ContainsKey(name))
                into.Add(name, NamedFiles.Of($"{field}[{at}]", map.BinaryData, "binaryData", map.Data, "data"));
    }

    private static void AddSecrets(List<SecretData?>? secrets, string field, Dictionary<string, NamedFiles> into)
    {
        for (var at = 0; at < (secrets?.Count ?? 0); at++)
            if (secrets![at] is { Metadata.Name: { } name } secret && !into.ContainsKey(name))
                into.Add(name, NamedFiles.Of($"{field}[{at}]", secret.Data, "data", secret.StringData, "stringData"));
    }
}

/// <summary>The maps and secrets that one container mounts.</summary>
internal sealed record ContainerContent(Dictionary<string, NamedFiles> ConfigMaps, Dictionary<string, NamedFiles> Secrets);
