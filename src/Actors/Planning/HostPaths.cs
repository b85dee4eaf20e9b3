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
    public static PlannedHostPath? Of(string field, VolumeSpec volume, SitePolicy site, FieldFaults faults) =>
        volume switch
        {
            HostPathVolume host => OfHost($"{field}.hostPath", host, site, faults),
            SiteVolume outside => OfSite(field, outside, site, faults),
            _ => null,
        };

    /// <summary>The allowed folder that a path is in: the longest, as it says most about what must not be left.</summary>
    /// <param name="path">As <see cref="PathText"/> made it.</param>
    /// <returns>Null: there is none, which was told.</returns>
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
