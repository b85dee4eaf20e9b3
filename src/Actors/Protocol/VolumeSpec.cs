namespace HtcondorActors.Actors.Protocol;

/// <summary>A volume. Each kind is handled in a different way.</summary>
public abstract record VolumeSpec(string Name);

/// <summary>
/// An empty folder that the pod's containers share. A generic ephemeral volume is treated the same: it is also empty and lives as long as
/// the pod.
/// </summary>
/// <param name="InMemory">medium: Memory.</param>
/// <param name="SizeLimit">A quantity as text, or null.</param>
public sealed record EmptyDirVolume(string Name, bool InMemory = false, string? SizeLimit = null) : VolumeSpec(Name)
{
    /// <summary>True for a generic ephemeral volume, which has a disk of its own in Kubernetes.</summary>
    public bool IsClaim { get; init; }
}

/// <summary>
/// Files whose content came with the request: configMap, secret, projected (items, modes and base64 already applied).
/// </summary>
/// <param name="IsUnbrought">True if the request should have contained the content and did not.</param>
public sealed record FilesVolume(string Name, IReadOnlyList<VolumeFile> Files, bool IsUnbrought = false) : VolumeSpec(Name)
{
    /// <summary>
    /// The source (configMap, secret) that is not optional and whose content is not in the request; null if there is none.
    /// </summary>
    public string? Missing { get; init; }
}

/// <param name="Path">A relative path, which may contain folders; the planner checks it.</param>
/// <param name="Mode">Permission bits, e.g. 0644 (420).</param>
/// <param name="Field">The field that names the file: <c>spec.volumes[0].configMap.items[0].path</c>, or the map whose key it is.</param>
public sealed record VolumeFile(string Path, int Mode, ReadOnlyMemory<byte> Content, string Field)
{
    /// <summary>0644, the mode of a file that has none.</summary>
    public const int DefaultMode = 420;
}

/// <summary>A path of the execute node.</summary>
/// <param name="Type">Kubernetes' type (Directory, DirectoryOrCreate, File, FileOrCreate, Socket, CharDevice, BlockDevice); empty means no
/// check.</param>
public sealed record HostPathVolume(string Name, string Path, string Type) : VolumeSpec(Name);

/// <summary>Storage that exists outside the pod. It is supported only if the site maps it to a folder of the execute nodes.</summary>
/// <param name="Source"><c>pvc/NAMESPACE/CLAIM</c>, <c>csi/DRIVER</c> or <c>nfs/SERVER/PATH</c>.</param>
public sealed record SiteVolume(string Name, string Source, bool ReadOnly) : VolumeSpec(Name);

/// <summary>A kind that is not supported (its API name: persistentVolumeClaim, nfs ...).</summary>
public sealed record UnservedVolume(string Name, string Kind) : VolumeSpec(Name);
