using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: maps projected volumes. The Virtual Kubelet merges their sources into one map whose keys are final paths, but silently leaves out
/// Secrets (docs/interlink-protocol.md, "Volumes"). Their files are added here if the Secret was sent for a volume of its own.
/// </summary>
internal sealed class ProjectedVolumes(PodContent content)
{
    private readonly List<OtherField> _unbrought = [];

    /// <summary>The sources whose content is not in the body.</summary>
    public IEnumerable<OtherField> MissingSources => _unbrought;

    public FilesVolume ToFiles(string volume, WireDownwardApiSource source, string field) =>
        Sent(volume, source.DefaultMode, (source.Items ?? []).Select(item => (item?.Path, item?.Mode)), field);

    /// <summary>
    /// A missing map gives an empty volume, because the Virtual Kubelet may be configured to send none (DisableProjectedVolumes).
    /// </summary>
    public FilesVolume ToFiles(string volume, WireProjectedSource source, string field)
    {
        var sources = source.Sources ?? [];
        var modes = sources.SelectMany(each =>
            KeyedModes(each?.ConfigMap).Concat(KeyedModes(each?.Secret)).Concat(FieldModes(each?.DownwardApi))
        );
        var sent = Sent(volume, source.DefaultMode, modes, field);
        var mode = VolumeMapping.FileMode(source.DefaultMode, field + ".defaultMode", content.Faults) ?? VolumeFile.DefaultMode;
        var secrets = sources.SelectMany(
            (each, at) => each?.Secret is { } secret ? OfSecret(secret, mode, $"{field}.sources[{at}].secret") : []
        );
        // A projection of nothing, or only of secrets (which are reported one by one), does not count as a missing map.
        var isUnbrought = sent.IsUnbrought && sources.Any(each => each?.Secret is null);
        var paths = sent.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return new FilesVolume(volume, [.. sent.Files, .. secrets.Where(file => !paths.Contains(file.Path))], isUnbrought);
    }

    private FilesVolume Sent(string volume, int? defaultMode, IEnumerable<(string? Path, int? Mode)> items, string field)
    {
        if (content.Projected.GetValueOrDefault(volume) is not { } files)
            return new FilesVolume(volume, [], IsUnbrought: true);
        var mode = VolumeMapping.FileMode(defaultMode, field + ".defaultMode", content.Faults) ?? VolumeFile.DefaultMode;
        var modes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (path, own) in items)
            if (path is { Length: > 0 } && VolumeMapping.FileMode(own, field + ".sources", content.Faults) is { } itsMode)
                modes[path] = itsMode;
        return new FilesVolume(
            volume,
            [
                .. content
                    .Referred(files, field)
                    .Keys.Order(StringComparer.Ordinal)
                    .Select(key => new VolumeFile(key, modes.GetValueOrDefault(key, mode), files.Find(key), files.FieldOf(key))),
            ]
        );
    }

    private List<VolumeFile> OfSecret(WireProjectedMap secret, int mode, string field)
    {
        if (content.Secrets.GetValueOrDefault(secret.Name ?? "") is { } files)
            return VolumeItems.Of(files, secret, mode, field, content);
        if (secret.Optional != true)
            _unbrought.Add(new OtherField(field, IsContent: true));
        return [];
    }

    private static IEnumerable<(string? Path, int? Mode)> KeyedModes(WireProjectedMap? source) =>
        (source?.Items ?? []).Select(item => (item?.Path, item?.Mode));

    private static IEnumerable<(string? Path, int? Mode)> FieldModes(WireProjectedFields? source) =>
        (source?.Items ?? []).Select(item => (item?.Path, item?.Mode));
}
