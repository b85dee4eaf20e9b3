using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: which keys of a ConfigMap or Secret become which files (items, modes), as the kubelet does it.</summary>
internal static class VolumeItems
{
    /// <summary>0644, what Kubernetes takes where no mode is given.</summary>
    public const int DefaultMode = 420;

    /// <param name="files">Everything that was sent of it.</param>
    /// <param name="source">The choice.</param>
    /// <param name="mode">For files whose item has none.</param>
    /// <param name="field">Of the source.</param>
    /// <param name="content">Counts what whole maps come to.</param>
    public static List<VolumeFile> Of(NamedFiles files, WireKeyedSource source, int mode, string field, PodContent content)
    {
        if (source.Items is not { Count: > 0 } items)
            return
            [
                .. content
                    .Referred(files, field)
                    .Keys.Order(StringComparer.Ordinal)
                    .Select(key => new VolumeFile(RelativePath.Checked(key, files.FieldOf(key)), mode, files.Find(key))),
            ];

        // By path, in order: of two items for one path the later is what the kubelet leaves there.
        var chosen = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        for (var at = 0; at < items.Count; at++)
            if (Item(files, items[at], mode, source.Optional == true, $"{field}.items[{at}]") is { } file)
                chosen[file.Path] = file;
        return [.. chosen.Values];
    }

    private static VolumeFile? Item(NamedFiles files, WireFileItem? item, int mode, bool optional, string field)
    {
        var key = PodMapping.Required(item?.Key, field + ".key");
        var path = RelativePath.Checked(PodMapping.Required(item!.Path, field + ".path"), field + ".path");
        var ownMode = VolumeMapping.FileMode(item.Mode, field + ".mode") ?? mode;
        if (files.Find(key) is { } bytes)
            return new VolumeFile(path, ownMode, bytes);
        return optional ? null : throw new WireFaultException(field + ".key", "no such key in what was sent");
    }
}
