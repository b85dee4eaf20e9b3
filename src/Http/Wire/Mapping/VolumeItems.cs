using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps keys of a ConfigMap or Secret to files (items, modes), as the kubelet does.</summary>
internal static class VolumeItems
{
    /// <param name="files">The content that was sent.</param>
    /// <param name="source">The source, with its items.</param>
    /// <param name="mode">The mode of files whose item has none.</param>
    /// <param name="field">The field of the source.</param>
    /// <param name="content">Counts the files of whole maps.</param>
    public static List<VolumeFile> Of(NamedFiles files, WireKeyedSource source, int mode, string field, PodContent content)
    {
        if (source.Items is not { Count: > 0 } items)
            return
            [
                .. content
                    .Referred(files, field)
                    .Keys.Order(StringComparer.Ordinal)
                    .Select(key => new VolumeFile(key, mode, files.Find(key), files.FieldOf(key))),
            ];

        return
        [
            .. items
                .Select((item, at) => Item(files, item, mode, source.Optional == true, $"{field}.items[{at}]", content.Faults))
                .OfType<VolumeFile>(),
        ];
    }

    private static VolumeFile? Item(NamedFiles files, WireFileItem? item, int mode, bool optional, string field, FieldFaults faults)
    {
        var key = PodMapping.Required(item?.Key, field + ".key", faults);
        var ownMode = VolumeMapping.FileMode(item?.Mode, field + ".mode", faults) ?? mode;
        if (files.Find(key) is { } bytes)
            return new VolumeFile(item!.Path ?? "", ownMode, bytes, field + ".path");
        if (key.Length > 0 && !optional)
            faults.Add(field + ".key", "no such key in what was sent");
        return null;
    }
}
