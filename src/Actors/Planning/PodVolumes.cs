using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>The volumes of a pod, each checked, mounted or not.</summary>
internal static class PodVolumes
{
    /// <summary>By name, with every file's path made plain.</summary>
    public static IReadOnlyDictionary<string, VolumeSpec> Of(IReadOnlyList<VolumeSpec> volumes, FieldFaults faults)
    {
        DnsName.RequireUniqueLabels(volumes.Select((v, i) => ($"spec.volumes[{i}].name", v.Name)), faults);
        return volumes
            .Select(v => v is FilesVolume files ? Plain(files, faults) : v)
            .DistinctBy(v => v.Name, StringComparer.Ordinal)
            .ToDictionary(v => v.Name, StringComparer.Ordinal);
    }

    /// <summary>A container that mounts what did not come would run as another pod.</summary>
    public static void RequireContent(IReadOnlyList<VolumeSpec> volumes, IEnumerable<VolumeSpec> mounted, FieldFaults faults)
    {
        var names = mounted.Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        for (var at = 0; at < volumes.Count; at++)
            if (volumes[at] is FilesVolume { Missing: { } source } volume && names.Contains(volume.Name))
                faults.Add(
                    $"spec.volumes[{at}].{source}",
                    "interLink did not send its content; check that it exists in the pod's namespace"
                );
    }

    private static FilesVolume Plain(FilesVolume volume, FieldFaults faults)
    {
        var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var file in volume.Files)
        {
            if (PathText.File(file.Field, file.Path, faults) is not { } path)
                continue;
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
            faults.Add(files[both].Field, $"{OneLine.Quoted(both)} is given as a file and as a folder");
        return volume with { Files = [.. files.Values] };
    }
}
