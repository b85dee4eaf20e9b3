namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The part of a Kubernetes pod that is acted on, as it came (nothing is judged here: <c>PodPlanner</c> accepts or refuses it).
/// Field names and meanings are those of the Kubernetes core/v1 API.
/// </summary>
public sealed record PodSpec
{
    public required PodUid Uid { get; init; }
    public required string Name { get; init; }
    public required string Namespace { get; init; }
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<ContainerSpec> InitContainers { get; init; } = [];
    public IReadOnlyList<ContainerSpec> Containers { get; init; } = [];
    public IReadOnlyList<VolumeSpec> Volumes { get; init; } = [];
    public string? RestartPolicy { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
    public string? JobScript { get; init; }
}

public sealed record ContainerSpec
{
    public required string Name { get; init; }
    public required string Image { get; init; }

    /// <summary>Null and empty mean the same: the image's entrypoint.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>In the order of the request; a later entry of the same name wins.</summary>
    public IReadOnlyList<EnvVar> Env { get; init; } = [];

    /// <summary>Each envFrom that nobody resolved ("configMapRef settings"): its variables are not in <see cref="Env"/>.</summary>
    public IReadOnlyList<string> UnresolvedEnvFrom { get; init; } = [];
    public string? WorkingDir { get; init; }

    /// <summary>Resource name to quantity, as text ("500m", "1Gi").</summary>
    public IReadOnlyDictionary<string, string> Requests { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<VolumeMount> Mounts { get; init; } = [];
}

/// <param name="Unresolved">What a valueFrom asked for when nobody resolved it ("secretKeyRef db/password"); else null.</param>
public sealed record EnvVar(string Name, string Value, string? Unresolved = null);

public sealed record VolumeMount(string Volume, string MountPath, string? SubPath, bool ReadOnly);

/// <summary>A volume, by what has to be done for it.</summary>
public abstract record VolumeSpec(string Name);

/// <summary>An empty folder that the pod's containers share.</summary>
public sealed record EmptyDirVolume(string Name) : VolumeSpec(Name);

/// <summary>
/// Files whose content came with the request: configMap, secret, projected (items, modes and base64 already applied).
/// </summary>
public sealed record FilesVolume(string Name, IReadOnlyList<VolumeFile> Files) : VolumeSpec(Name);

/// <param name="Path">Relative, may have folders in it; judged by the planner.</param>
/// <param name="Mode">Permission bits, e.g. 0644 (420).</param>
public sealed record VolumeFile(string Path, int Mode, ReadOnlyMemory<byte> Content);

/// <summary>A kind that is not served (its API name: persistentVolumeClaim, nfs ...).</summary>
public sealed record UnservedVolume(string Name, string Kind) : VolumeSpec(Name);
