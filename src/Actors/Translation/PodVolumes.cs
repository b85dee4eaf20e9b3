using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Translation;

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

    private static FilesVolume Plain(string field, FilesVolume volume)
    {
        var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var file in volume.Files)
        {
            var path = PathText.Relative(field, file.Path);
            if (path.Length == 0) throw new FieldException(field, $"{FieldException.Shown(file.Path)} is not a file's path");
            if (file.Mode is < 0 or > 511) throw new FieldException(field, $"{FieldException.Shown(file.Path)} has a mode outside 0 to 0777 (511)");
            // A later source of a projected volume wins, as in Kubernetes.
            files[path] = file with { Path = path };
        }
        foreach (var folder in files.Keys.SelectMany(FoldersAbove))
            if (files.ContainsKey(folder)) throw new FieldException(field, $"{FieldException.Shown(folder)} would be a file and a folder");
        return volume with { Files = [.. files.Values] };
    }

    /// <summary><c>a/b/c</c>: <c>a</c>, <c>a/b</c>.</summary>
    public static IEnumerable<string> FoldersAbove(string path) =>
        path.Select((c, i) => (c, i)).Where(e => e.c == '/').Select(e => path[..e.i]);
}
