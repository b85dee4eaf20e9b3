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

    /// <summary>Never, OnFailure or Always. Kubernetes writes its default (Always) into every pod; null, seen in bodies made by hand, means
    /// Never.</summary>
    public string? RestartPolicy { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
    public long? ActiveDeadlineSeconds { get; init; }
    public SecuritySpec Security { get; init; } = SecuritySpec.None;
    public ResourceSpec Resources { get; init; } = ResourceSpec.None;
    public string? Hostname { get; init; }
    public IReadOnlyList<HostAlias> HostAliases { get; init; } = [];
    public DnsSpec? Dns { get; init; }

    /// <summary>spec.imagePullSecrets, each with its <c>.dockerconfigjson</c> if the request brought it (it does when a container mounts
    /// the Secret).</summary>
    public IReadOnlyList<PullSecret> PullSecrets { get; init; } = [];

    /// <summary>A ready script to be run instead of what would be made of the containers.</summary>
    public string? JobScript { get; init; }

    /// <summary>Names that pod.status shows for containers: those of the whole pod, also of containers that are not offloaded. Empty: it
    /// shows none.</summary>
    public IReadOnlySet<string> KnownContainers { get; init; } = new HashSet<string>();

    /// <summary>What was wrong with the body and is not to be seen in the members here (docs/adr/0017).</summary>
    public FieldFaults Faults { get; init; } = new();

    /// <summary>Everything that the pod sets and no member here holds.</summary>
    public IReadOnlyList<OtherField> OtherFields { get; init; } = [];
}

/// <summary>A field that is set and not mapped to a member: honoured by nobody here, so <c>FieldSupport</c> says what is
/// answered.</summary>
/// <param name="Path">With indexes, for people: <c>spec.containers[0].stdin</c>.</param>
/// <param name="IsContent">It only brings content of pods, which a site may keep from its execute nodes.</param>
public sealed record OtherField(string Path, bool IsContent = false);

/// <summary>Names and numbers of amounts, as text ("500m", "1Gi").</summary>
public sealed record ResourceSpec(IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits)
{
    public static ResourceSpec None { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());
}

/// <summary>securityContext of a pod or a container: what Apptainer can be told without privileges.</summary>
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

/// <param name="Policy">ClusterFirst, Default, None ...; null as absent.</param>
public sealed record DnsSpec(
    string? Policy,
    IReadOnlyList<string> Nameservers,
    IReadOnlyList<string> Searches,
    IReadOnlyList<string> Options
);

/// <param name="DockerConfigJson">Null: its content did not come with the request.</param>
public sealed record PullSecret(string Name, ReadOnlyMemory<byte>? DockerConfigJson);
