using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: volumes that are folders or files of the execute node, as far as the site lets pods have them.</summary>
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

    /// <returns>Null for a volume of another kind.</returns>
    /// <exception cref="FieldException">It is not a pod's to mount.</exception>
    public static PlannedHostPath? Of(string field, VolumeSpec volume, SitePolicy site) =>
        volume switch
        {
            HostPathVolume host => OfHost($"{field}.hostPath", host, site),
            SiteVolume outside => OfSite(field, outside, site),
            _ => null,
        };

    /// <summary>The allowed folder that a path is in: the longest, as it says most about what must not be left.</summary>
    /// <param name="path">As <see cref="PathText"/> made it.</param>
    /// <exception cref="FieldException">There is none.</exception>
    public static string RootOf(string field, string path, SitePolicy site)
    {
        return AllowedFolders.Of(path, site.AllowedHostPaths)
            ?? throw new FieldException(
                field,
                $"{FieldException.Shown(path)} is not below a folder that pods may mount here "
                    + $"(AllowedHostPaths: {AllowedFolders.Shown(site.AllowedHostPaths)})"
            );
    }

    private static PlannedHostPath OfHost(string field, HostPathVolume volume, SitePolicy site)
    {
        if (!Types.Contains(volume.Type))
            throw new FieldException(
                $"{field}.type",
                $"{FieldException.Shown(volume.Type)} is not one of {string.Join(' ', Types.Skip(1))}"
            );
        var path = PathText.Absolute($"{field}.path", volume.Path);
        return new PlannedHostPath(volume.Name, path, RootOf($"{field}.path", path, site), volume.Type);
    }

    private static PlannedHostPath OfSite(string field, SiteVolume volume, SitePolicy site)
    {
        if (site.VolumeFolders.TryGetValue(volume.Source, out var folder))
            return new PlannedHostPath(volume.Name, folder, folder, "Directory");
        var (kind, name) = volume.Source.Split('/') switch
        {
            ["pvc", _, .. var claim] => ("persistentVolumeClaim", string.Join('/', claim)),
            [var other, .. var rest] => (other, string.Join('/', rest)),
            _ => ("", volume.Source),
        };
        throw new FieldException(
            field,
            $"{kind} {FieldException.Shown(name)} is not served here: "
                + $"the site names no folder for {FieldException.Shown(volume.Source).Trim('"')} (VolumeFolders)"
        );
    }
}
