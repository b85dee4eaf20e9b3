using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: the files of a downwardAPI volume from the rest of the body, for servers before 0.6.2 that send the volume but no content
/// (later ones send it as a projected map).
/// </summary>
internal static class DownwardApiFiles
{
    public static List<VolumeFile> Of(WireDownwardApiSource source, PodField pod, string field)
    {
        var mode = VolumeMapping.FileMode(source.DefaultMode, field + ".defaultMode") ?? VolumeItems.DefaultMode;
        return [.. (source.Items ?? []).Select((item, at) => File(item, $"{field}.items[{at}]"))];

        VolumeFile File(WireFieldItem? item, string at) =>
            new(
                RelativePath.Checked(PodMapping.Required(item?.Path, at + ".path"), at + ".path"),
                VolumeMapping.FileMode(item!.Mode, at + ".mode") ?? mode,
                pod.BytesOf(item.FieldRef?.FieldPath) ?? throw new WireFaultException(at, "not a field that is known here")
            );
    }
}
