using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// The content that was sent for the pod's volumes, by name. interLink repeats a map for every mount; the copies are equal, and the first
/// counts. Faults in the content, or in a reference to it, are reported here, because the resulting pod no longer shows them.
/// </summary>
internal sealed class PodContent
{
    /// <summary>
    /// The most files and variables from references to whole maps. Every volume and container may refer to a map that is sent once, so a
    /// small body can contain a thousand references to a thousand keys.
    /// </summary>
    public const int MostReferred = 500_000;

    private static readonly NamedFiles TooMuch = NamedFiles.Of("", null, "", null, "");
    private static readonly ContainerContent None = new([], []);
    private readonly Dictionary<string, ContainerContent> _containers = [];
    private int _referred;

    public PodContent(List<ContainerData?>? data, FieldFaults faults)
    {
        Faults = faults;
        for (var at = 0; at < (data?.Count ?? 0); at++)
        {
            if (data![at] is not { Name: { } name } entry)
                continue;
            var field = $"container[{at}]";
            var own = _containers.GetValueOrDefault(name) ?? (_containers[name] = new ContainerContent([], []));
            AddMaps(entry.ConfigMaps, field + ".configMaps", own.ConfigMaps, ConfigMaps);
            AddMaps(entry.ProjectedMaps, field + ".projectedvolumemaps", Projected, []);
            AddSecrets(entry.Secrets, field + ".secrets", own.Secrets, Secrets);
        }
    }

    public FieldFaults Faults { get; }
    public Dictionary<string, NamedFiles> ConfigMaps { get; } = [];
    public Dictionary<string, NamedFiles> Secrets { get; } = [];

    /// <summary>The projected maps by the name of the volume, not of the source.</summary>
    public Dictionary<string, NamedFiles> Projected { get; } = [];

    /// <summary>The content for the mounts of one container.</summary>
    public ContainerContent Of(string container) => _containers.GetValueOrDefault(container) ?? None;

    /// <summary>Must be called before a whole map becomes files or variables.</summary>
    /// <returns>The map, or an empty one when the pod has exceeded the limit, which is reported once.</returns>
    public NamedFiles Referred(NamedFiles files, string field)
    {
        if (_referred > MostReferred)
            return TooMuch;
        _referred += files.Keys.Count;
        return _referred <= MostReferred
            ? files
            : Faults.Add(
                field,
                $"the ConfigMaps and Secrets that the pod refers to come to more than {MostReferred} files and variables",
                TooMuch
            );
    }

    private static void AddMaps(
        List<ConfigMapData?>? maps,
        string field,
        Dictionary<string, NamedFiles> into,
        Dictionary<string, NamedFiles> all
    )
    {
        for (var at = 0; at < (maps?.Count ?? 0); at++)
            if (maps![at] is { Metadata.Name: { } name } map && !into.ContainsKey(name))
                all.TryAdd(name, into[name] = NamedFiles.Of($"{field}[{at}]", map.BinaryData, "binaryData", map.Data, "data"));
    }

    private static void AddSecrets(
        List<SecretData?>? secrets,
        string field,
        Dictionary<string, NamedFiles> into,
        Dictionary<string, NamedFiles> all
    )
    {
        for (var at = 0; at < (secrets?.Count ?? 0); at++)
            if (secrets![at] is { Metadata.Name: { } name } secret && !into.ContainsKey(name))
                all.TryAdd(name, into[name] = NamedFiles.Of($"{field}[{at}]", secret.Data, "data", secret.StringData, "stringData"));
    }
}

/// <summary>The maps and secrets that one container mounts.</summary>
internal sealed record ContainerContent(Dictionary<string, NamedFiles> ConfigMaps, Dictionary<string, NamedFiles> Secrets);
