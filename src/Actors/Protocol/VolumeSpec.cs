namespace HtcondorActors.Actors.Protocol;

/// <summary>A volume, by what has to be done for it.</summary>
public abstract record VolumeSpec(string Name);

/// <summary>An empty folder that the pod's containers share. A generic ephemeral volume is one too: it is as empty and lives as
/// long.</summary>
/// <param name="InMemory">medium: Memory.</param>
/// <param name="SizeLimit">A quantity as text, or null.</param>
public sealed record EmptyDirVolume(string Name, bool InMemory = false, string? SizeLimit = null) : VolumeSpec(Name)
{
    /// <summary>A generic ephemeral one: in Kubernetes a disk of its own.</summary>
    public bool IsClaim { get; init; }
}

/// <summary>
/// Files whose content came with the request: configMap, secret, projected (items, modes and base64 already applied).
/// </summary>
/// <param name="IsUnbrought">Content was to be expected and none came.</param>
public sealed record FilesVolume(string Name, IReadOnlyList<VolumeFile> Files, bool IsUnbrought = false) : VolumeSpec(Name)
{
    /// <summary>The source (configMap, secret) that is not optional and whose content did not come; null: there is none.</summary>
    public string? Missing { get; init; }
}

/// <param name="Path">Relative, may have folders in it; judged by the planner.</param>
/// <param name="Mode">Permission bits, e.g. 0644 (420).</param>
/// <param name="Field">What names the file: <c>spec.volumes[0].configMap.items[0].path</c>, or the map whose key it is.</param>
public sealed record VolumeFile(string Path, int Mode, ReadOnlyMemory<byte> Content, string Field)
{
    /// <summary>0644, where no mode is given.</summary>
    public const int DefaultMode = 420;
}

/// <summary>A path of the execute node.</summary>
/// <param name="Type">Kubernetes' word (Directory, DirectoryOrCreate, File, FileOrCreate, Socket, CharDevice, BlockDevice), or empty: no
/// check.</param>
public sealed record HostPathVolume(string Name, string Path, string Type) : VolumeSpec(Name);

/// <summary>Storage that exists outside the pod; served only where the site says which folder of the execute nodes it is.</summary>
/// <param name="Source"><c>pvc/NAMESPACE/CLAIM</c>, <c>csi/DRIVER</c> or <c>nfs/SERVER/PATH</c>.</param>
public sealed record SiteVolume(string Name, string Source, bool ReadOnly) : VolumeSpec(Name);

/// <summary>A kind that is not served (its API name: persistentVolumeClaim, nfs ...).</summary>
public sealed record UnservedVolume(string Name, string Kind) : VolumeSpec(Name);
