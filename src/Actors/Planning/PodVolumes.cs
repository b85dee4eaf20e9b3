using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>The volumes of a pod, each checked, mounted or not.</summary>
internal static class PodVolumes
{
    /// <summary>By name, with every file's path made plain.</summary>
    /// <exception cref="FieldException">A name, path or mode is bad.</exception>
    public static IReadOnlyDictionary<string, VolumeSpec> Of(IReadOnlyList<VolumeSpec> volumes)
    {
        DnsName.RequireUniqueLabels(volumes.Select((v, i) => ($"spec.volumes[{i}].name", v.Name)));
        return volumes.Select((v, i) => v is FilesVolume files ? Plain($"spec.volumes[{i}].items", files) : v).ToDictionary(v => v.Name);
    }

    /// <summary>A container that mounts what did not come would run as another pod.</summary>
    /// <exception cref="FieldException">Content of a mounted volume is missing.</exception>
    public static void RequireContent(IReadOnlyList<VolumeSpec> volumes, IEnumerable<VolumeSpec> mounted)
    {
        var names = mounted.Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        for (var at = 0; at < volumes.Count; at++)
            if (volumes[at] is FilesVolume { Missing: { } source } volume && names.Contains(volume.Name))
                throw new FieldException(
                    $"spec.volumes[{at}].{source}",
                    "interLink did not send its content; check that it exists in the pod's namespace"
                );
    }

    private static FilesVolume Plain(string field, FilesVolume volume)
    {
        var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var file in volume.Files)
        {
            var path = PathText.Relative(field, file.Path);
            if (path.Length == 0)
                throw new FieldException(field, $"{FieldException.Shown(file.Path)} is not a file's path");
            if (file.Mode is < 0 or > 511)
                throw new FieldException(field, $"{FieldException.Shown(file.Path)} has a mode outside 0 to 0777 (511)");
            // A later source of a projected volume wins, as in Kubernetes.
            files[path] = file with
            {
                Path = path,
            };
        }
        var folders = new FolderTree();
        foreach (var path in files.Keys)
            folders.Add(path);
        if (folders.Conflict() is { } both)
            throw new FieldException(field, $"{FieldException.Shown(both)} is given as a file and as a folder");
        return volume with { Files = [.. files.Values] };
    }
}
