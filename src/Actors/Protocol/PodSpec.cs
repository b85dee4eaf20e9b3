namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// The part of a Kubernetes pod that the sidecar acts on, as the request describes it. <c>PodPlanner</c> accepts or refuses it. Field names
/// and meanings are those of the Kubernetes core/v1 API.
/// </summary>
public sealed record PodSpec
{
    public required PodUid Uid { get; init; }
    public required string Name { get; init; }
    public required string Namespace { get; init; }

    /// <summary>The object that made the pod (the controller in metadata.ownerReferences): a Job, a ReplicaSet; null for none.</summary>
    public string? OwnerName { get; init; }

    /// <summary>spec.nodeName, the Virtual Kubelet's node; null in bodies written by hand.</summary>
    public string? NodeName { get; init; }
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<ContainerSpec> InitContainers { get; init; } = [];
    public IReadOnlyList<ContainerSpec> Containers { get; init; } = [];
    public IReadOnlyList<VolumeSpec> Volumes { get; init; } = [];

    /// <summary>
    /// Never, OnFailure or Always. Kubernetes writes its default (Always) into every pod. Null, which occurs in bodies written by hand,
    /// means Never.
    /// </summary>
    public string? RestartPolicy { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
    public long? ActiveDeadlineSeconds { get; init; }
    public SecuritySpec Security { get; init; } = SecuritySpec.None;
    public ResourceSpec Resources { get; init; } = ResourceSpec.None;
    public string? Hostname { get; init; }
    public IReadOnlyList<HostAlias> HostAliases { get; init; } = [];
    public DnsSpec? Dns { get; init; }

    /// <summary>
    /// spec.imagePullSecrets, each with its <c>.dockerconfigjson</c> if the request contains it (it does when a container mounts the
    /// Secret).
    /// </summary>
    public IReadOnlyList<PullSecret> PullSecrets { get; init; } = [];

    /// <summary>A ready script that runs for all containers together.</summary>
    public string? JobScript { get; init; }

    /// <summary>
    /// The container names in pod.status: those of the whole pod, including containers that are not offloaded. Empty if the status has
    /// none.
    /// </summary>
    public IReadOnlySet<string> KnownContainers { get; init; } = new HashSet<string>();

    /// <summary>The faults of the body that the members of this record do not show (docs/adr/0017).</summary>
    public FieldFaults Faults { get; init; } = new();

    /// <summary>All fields that the pod sets and that have no member here.</summary>
    public IReadOnlyList<OtherField> OtherFields { get; init; } = [];
}

/// <summary>
/// A field that the pod sets and that has no member. The sidecar does not honour it; <c>FieldSupport</c> decides whether that is a warning
/// or a refusal.
/// </summary>
/// <param name="Path">The path with indexes, for messages: <c>spec.containers[0].stdin</c>.</param>
/// <param name="IsContent">True if the field only carries content (ConfigMaps, Secrets), which a site may keep from its execute
/// nodes.</param>
public sealed record OtherField(string Path, bool IsContent = false);

/// <summary>Resource names and their quantities, as text ("500m", "1Gi").</summary>
public sealed record ResourceSpec(IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits)
{
    public static ResourceSpec None { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());
}

/// <summary>The part of a securityContext that Apptainer can apply without privileges.</summary>
public sealed record SecuritySpec
{
    public static SecuritySpec None { get; } = new();

    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public bool? RunAsNonRoot { get; init; }
    public bool? ReadOnlyRootFilesystem { get; init; }
    public bool? Privileged { get; init; }
}

public sealed record HostAlias(string Ip, IReadOnlyList<string> Hostnames);

/// <param name="Policy">ClusterFirst, Default, None ...; null if absent.</param>
public sealed record DnsSpec(
    string? Policy,
    IReadOnlyList<string> Nameservers,
    IReadOnlyList<string> Searches,
    IReadOnlyList<string> Options
);

/// <param name="DockerConfigJson">Null if the content did not come with the request.</param>
public sealed record PullSecret(string Name, ReadOnlyMemory<byte>? DockerConfigJson);
