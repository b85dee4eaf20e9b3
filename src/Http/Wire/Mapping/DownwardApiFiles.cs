using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: builds the files of a downwardAPI volume from the rest of the body. Virtual Kubelets before 0.6.2 send the volume without content;
/// later ones send a projected map.
/// </summary>
internal static class DownwardApiFiles
{
    public static List<VolumeFile> Of(WireDownwardApiSource source, PodField pod, string field, FieldFaults faults)
    {
        var mode = VolumeMapping.FileMode(source.DefaultMode, field + ".defaultMode", faults) ?? VolumeFile.DefaultMode;
        return [.. (source.Items ?? []).Select((item, at) => File(item, $"{field}.items[{at}]")).OfType<VolumeFile>()];

        VolumeFile? File(WireFieldItem? item, string at)
        {
            var own = VolumeMapping.FileMode(item?.Mode, at + ".mode", faults) ?? mode;
            return pod.BytesOf(item?.FieldRef?.FieldPath) is { } bytes
                ? new VolumeFile(item?.Path ?? "", own, bytes, at + ".path")
                : faults.Add<VolumeFile?>(at, "not a field that is known here", null);
        }
    }
}
