using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Checks the volumes of a pod, mounted or not.</summary>
internal static class PodVolumes
{
    /// <summary>The volumes by name, with every file's path in normal form.</summary>
    public static IReadOnlyDictionary<string, VolumeSpec> Of(IReadOnlyList<VolumeSpec> volumes, FieldFaults faults)
    {
        DnsName.RequireUniqueLabels(volumes.Select((v, i) => ($"spec.volumes[{i}].name", v.Name)), faults);
        return volumes
            .Select(v => v is FilesVolume files ? Plain(files, faults) : v)
            .DistinctBy(v => v.Name, StringComparer.Ordinal)
            .ToDictionary(v => v.Name, StringComparer.Ordinal);
    }

    /// <summary>
    /// Refuses a mounted volume whose content is missing: the container would run with other files than its author intended.
    /// </summary>
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

/// <summary>Pure: volumes that are folders or files of the execute node, as far as the site allows them.</summary>
internal static class HostPaths
{
    private static readonly string[] Types =
    [
        "",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
        "CharDevice",
        "BlockDevice",
    ];

    /// <returns>Null for a volume of another kind, or after a fault.</returns>
    public static PlannedHostPath? Of(string field, VolumeSpec volume, SitePolicy site, FieldFaults faults) =>
        volume switch
        {
            HostPathVolume host => OfHost($"{field}.hostPath", host, site, faults),
            SiteVolume outside => OfSite(field, outside, site, faults),
            _ => null,
        };

    /// <summary>The allowed folder that contains a path; of several, the longest is the strictest.</summary>
    /// <param name="path">A path from <see cref="PathText"/>.</param>
    /// <returns>Null if there is none, which was reported.</returns>
    public static string? RootOf(string field, string path, SitePolicy site, FieldFaults faults) =>
        AllowedFolders.Of(path, site.AllowedHostPaths)
        ?? faults.Add<string?>(
            field,
            $"{OneLine.Quoted(path)} is not below a folder that pods may mount here "
                + $"(AllowedHostPaths: {AllowedFolders.Shown(site.AllowedHostPaths)})",
            null
        );

    private static PlannedHostPath? OfHost(string field, HostPathVolume volume, SitePolicy site, FieldFaults faults)
    {
        if (!Types.Contains(volume.Type))
            faults.Add($"{field}.type", $"{OneLine.Quoted(volume.Type)} is not one of {string.Join(' ', Types.Skip(1))}");
        return
            PathText.Absolute($"{field}.path", volume.Path, faults) is { } path && RootOf($"{field}.path", path, site, faults) is { } root
            ? new PlannedHostPath(volume.Name, path, root, volume.Type)
            : null;
    }

    private static PlannedHostPath? OfSite(string field, SiteVolume volume, SitePolicy site, FieldFaults faults)
    {
        if (site.VolumeFolders.TryGetValue(volume.Source, out var folder))
            return new PlannedHostPath(volume.Name, folder, folder, "Directory");
        var (kind, name) = volume.Source.Split('/') switch
        {
            ["pvc", _, .. var claim] => ("persistentVolumeClaim", string.Join('/', claim)),
            [var other, .. var rest] => (other, string.Join('/', rest)),
            _ => ("", volume.Source),
        };
        return faults.Add<PlannedHostPath?>(
            field,
            $"{kind} {OneLine.Quoted(name)} is not served here: "
                + $"the site names no folder for {OneLine.Quoted(volume.Source).Trim('"')} (VolumeFolders)",
            null
        );
    }
}

/// <summary>
/// Pure: reads the annotations <c>cvmfs.vk.io/VOLUME</c> and <c>fuse.vk.io/VOLUME</c>, which say what a volume really is.
/// </summary>
internal static class StorageAnnotations
{
    private const string Cvmfs = "cvmfs.vk.io/";
    private const string Fuse = "fuse.vk.io/";

    /// <summary>The pod, with each volume that stands for a CVMFS repository replaced by that folder of the node.</summary>
    public static PodSpec Applied(PodSpec pod, PlanWarnings warnings, FieldFaults faults)
    {
        var (repositories, spoilt) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (key, value) in pod.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key.StartsWith(Fuse, StringComparison.Ordinal) && spoilt.Add(key[Fuse.Length..]))
                faults.Add(AnnotationKeys.FieldOf(key), "mount scripts are not served: a job has no right to mount");
            if (!key.StartsWith(Cvmfs, StringComparison.Ordinal))
                continue;
            var repository = value.Trim();
            if (!DnsName.IsSubdomain(repository) && spoilt.Add(key[Cvmfs.Length..]))
                faults.Add(AnnotationKeys.FieldOf(key), $"{OneLine.Quoted(value)} is not the name of a CVMFS repository");
            else if (pod.Volumes.Any(volume => volume.Name == key[Cvmfs.Length..]))
                repositories[key[Cvmfs.Length..]] = repository;
            else
                warnings.Add(AnnotationKeys.FieldOf(key), "ignored: the pod has no volume of that name");
        }
        if (repositories.Count + spoilt.Count == 0)
            return pod;
        return pod with
        {
            Volumes =
            [
                .. pod.Volumes.Select(volume =>
                    // Replaced by an emptyDir, so that the faulty annotation does not cause a second fault.
                    spoilt.Contains(volume.Name)
                        ? new EmptyDirVolume(volume.Name)
                    : repositories.TryGetValue(volume.Name, out var name) ? new HostPathVolume(volume.Name, $"/cvmfs/{name}", "Directory")
                    : volume
                ),
            ],
        };
    }
}
