using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps the pod's volumes, with the files that were sent for them.</summary>
internal sealed class VolumeMapping(WirePod pod, WirePodSpec spec, PodField fields, PodContent content)
{
    private readonly ProjectedVolumes _projected = new(content);

    /// <summary>The sources whose content is not in the body.</summary>
    public IEnumerable<OtherField> MissingSources => _projected.MissingSources;

    public List<VolumeSpec> ToVolumes() => [.. (spec.Volumes ?? []).Select((volume, at) => ToVolume(volume, $"spec.volumes[{at}]"))];

    private VolumeSpec ToVolume(WireVolume? wire, string field)
    {
        var name = wire?.Name ?? "";
        return wire switch
        {
            null => new EmptyDirVolume(name),
            { ConfigMap: { } map } => KeyedFiles(name, map, map.Name, map.DefaultMode, content.ConfigMaps, field, "configMap"),
            { Secret: { } secret } => KeyedFiles(name, secret, secret.SecretName, secret.DefaultMode, content.Secrets, field, "secret"),
            { Projected: { } source } => _projected.ToFiles(name, source, field + ".projected"),
            { DownwardApi: { } source } => content.Projected.ContainsKey(name)
                ? _projected.ToFiles(name, source, field + ".downwardAPI")
                : new FilesVolume(name, DownwardApiFiles.Of(source, fields, field + ".downwardAPI", content.Faults)),
            { EmptyDir: { } folder } => ToEmptyDir(name, folder),
            { HostPath: { } path } => new HostPathVolume(name, path.Path ?? "", path.Type ?? ""),
            { Ephemeral: { } claim } => new EmptyDirVolume(
                name,
                SizeLimit: claim.VolumeClaimTemplate?.Spec?.Resources?.Requests?.GetValueOrDefault("storage")
            )
            {
                IsClaim = true,
            },
            { PersistentVolumeClaim: { } claim } => new SiteVolume(
                name,
                $"pvc/{PodMapping.NamespaceOf(pod.Metadata!)}/"
                    + $"{PodMapping.Required(claim.ClaimName, field + ".persistentVolumeClaim.claimName", content.Faults)}",
                claim.ReadOnly ?? false
            ),
            { Csi: { } csi } => new SiteVolume(
                name,
                $"csi/{PodMapping.Required(csi.Driver, field + ".csi.driver", content.Faults)}",
                csi.ReadOnly ?? false
            ),
            { Nfs: { } nfs } => new SiteVolume(
                name,
                $"nfs/{PodMapping.Required(nfs.Server, field + ".nfs.server", content.Faults)}/"
                    + $"{PodMapping.Required(nfs.Path, field + ".nfs.path", content.Faults).Trim('/')}",
                nfs.ReadOnly ?? false
            ),
            _ => OtherKind(wire) is { } kind ? new UnservedVolume(name, kind) : new EmptyDirVolume(name),
        };
    }

    private static VolumeSpec ToEmptyDir(string name, WireEmptyDir wire) =>
        wire.Medium is null or "" or "Memory"
            ? new EmptyDirVolume(name, wire.Medium == "Memory", PodMapping.NullIfEmpty(wire.SizeLimit))
            : new UnservedVolume(name, "emptyDir of medium " + wire.Medium);

    /// <summary>The unsupported kind of a volume. A volume without a kind is an emptyDir, as in Kubernetes.</summary>
    private static string? OtherKind(WireVolume wire) =>
        wire.OtherMembers?.FirstOrDefault(kind => kind.Value.ValueKind != JsonValueKind.Null).Key;

    /// <summary>Content is sent only for volumes that a container mounts. The planner decides whether missing content is a fault.</summary>
    private FilesVolume KeyedFiles(
        string volume,
        WireKeyedSource source,
        string? name,
        int? mode,
        Dictionary<string, NamedFiles> maps,
        string field,
        string kind
    )
    {
        field = $"{field}.{kind}";
        var defaultMode = FileMode(mode, field + ".defaultMode", content.Faults) ?? VolumeFile.DefaultMode;
        return maps.GetValueOrDefault(name ?? "") is { } files
            ? new FilesVolume(volume, VolumeItems.Of(files, source, defaultMode, field, content))
            : new FilesVolume(volume, []) { Missing = source.Optional == true ? null : kind };
    }

    internal static int? FileMode(int? mode, string field, FieldFaults faults) =>
        mode is null or (>= 0 and <= 511) ? mode : faults.Add<int?>(field, "not a file mode (0 to 0777, 511 in decimal)", null);
}
