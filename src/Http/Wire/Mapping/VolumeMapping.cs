using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: the pod's volumes, with the files that were sent for them.</summary>
internal sealed class VolumeMapping(WirePod pod, WirePodSpec spec, PodContent content)
{
    private readonly HashSet<string> _mounted =
    [
        .. (spec.InitContainers ?? []).Concat(spec.Containers ?? [])
            .SelectMany(container => container?.VolumeMounts ?? []).Select(mount => mount?.Name ?? ""),
    ];

    public List<VolumeSpec> ToVolumes() =>
        [.. (spec.Volumes ?? []).Select((volume, at) => ToVolume(volume, $"pod.spec.volumes[{at}]"))];

    private VolumeSpec ToVolume(WireVolume? wire, string field)
    {
        var name = PodMapping.Required(wire?.Name, field + ".name");
        return wire! switch
        {
            { ConfigMap: { } source } => KeyedFiles(name, source, source.Name, content.ConfigMaps, field + ".configMap"),
            { Secret: { } source } => KeyedFiles(name, source, source.SecretName, content.Secrets, field + ".secret"),
            { Projected: { } source } => ProjectedFiles(name, source, field + ".projected"),
            { DownwardApi: { } source } => content.Projected.ContainsKey(name)
                ? ProjectedFiles(name, source, field + ".downwardAPI")
                : new FilesVolume(name, DownwardApiFiles.Of(source, pod.Metadata!, field + ".downwardAPI")),
            { EmptyDir: not null } => new EmptyDirVolume(name),
            _ => OtherKind(wire!) is { } kind ? new UnservedVolume(name, kind) : new EmptyDirVolume(name),
        };
    }

    /// <summary>A volume without any kind is an emptyDir: so does Kubernetes default it.</summary>
    private static string? OtherKind(WireVolume wire) =>
        wire.OtherKinds?.FirstOrDefault(kind => kind.Value.ValueKind != JsonValueKind.Null).Key;

    private FilesVolume KeyedFiles(string volume, WireFilesSource source, string? name, Dictionary<string, NamedFiles> maps, string field)
    {
        if (maps.GetValueOrDefault(name ?? "") is { } files) return new FilesVolume(volume, VolumeItems.Of(files, source, field));
        // Content is sent only for what a container mounts; where it is mounted, running without it would be another pod.
        var mayBeEmpty = source.Optional == true || !content.IsExpected || !_mounted.Contains(volume);
        return mayBeEmpty ? new FilesVolume(volume, []) : throw new WireFaultException(field, "its content was not sent");
    }

    /// <summary>Keys are final paths. No map at all is an empty volume: the Virtual Kubelet may be told to send none (DisableProjectedVolumes).</summary>
    private FilesVolume ProjectedFiles(string volume, WireFilesSource source, string field)
    {
        if (content.Projected.GetValueOrDefault(volume) is not { } files) return new FilesVolume(volume, []);
        var mode = FileMode(source.DefaultMode, field + ".defaultMode") ?? VolumeItems.DefaultMode;
        var modes = ItemModes(source, field);
        return new FilesVolume(volume, [.. files.Keys.Order(StringComparer.Ordinal).Select(File)]);

        VolumeFile File(string key)
        {
            var path = RelativePath.Checked(key, files.FieldOf(key));
            return new VolumeFile(path, modes.GetValueOrDefault(path, mode), files.Find(key));
        }
    }

    private static Dictionary<string, int> ItemModes(WireFilesSource source, string field)
    {
        var modes = new Dictionary<string, int>();
        foreach (var item in (source.Sources ?? []).SelectMany(s => Items(s?.ConfigMap, s?.Secret, s?.DownwardApi)).Concat(source.Items ?? []))
            if (item is { Path: { Length: > 0 } path, Mode: not null })
                modes[RelativePath.Checked(path, field + ".sources")] = FileMode(item.Mode, field + ".sources")!.Value;
        return modes;
    }

    private static IEnumerable<WireFileItem?> Items(params WireFilesSource?[] sources) => sources.SelectMany(source => source?.Items ?? []);

    internal static int? FileMode(int? mode, string field) =>
        mode is null or (>= 0 and <= 511) ? mode : throw new WireFaultException(field, "not a file mode (0 to 0777, 511 in decimal)");
}
