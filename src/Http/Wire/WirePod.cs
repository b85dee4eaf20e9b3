using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The part of a v1.Pod that the sidecar uses. Every member may be absent or null. Below spec, the names of other members are kept.
/// </summary>
internal sealed record WirePod
{
    public WireMetadata? Metadata { get; init; }
    public WirePodSpec? Spec { get; init; }
    public WirePodStatus? Status { get; init; }
}

internal sealed record WireMetadata
{
    public string? Name { get; init; }
    public string? Namespace { get; init; }
    public string? Uid { get; init; }
    public Dictionary<string, string?>? Labels { get; init; }
    public Dictionary<string, string?>? Annotations { get; init; }
    public List<WireOwnerReference?>? OwnerReferences { get; init; }
}

/// <summary>An object that owns the pod. At most one of them is its controller.</summary>
internal sealed record WireOwnerReference
{
    public string? Name { get; init; }
    public bool? Controller { get; init; }
}

internal sealed record WirePodSpec : WireObject
{
    public List<WireVolume?>? Volumes { get; init; }
    public List<WireContainer?>? InitContainers { get; init; }
    public List<WireContainer?>? Containers { get; init; }
    public string? RestartPolicy { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
    public long? ActiveDeadlineSeconds { get; init; }
    public WireSecurityContext? SecurityContext { get; init; }
    public WireResources? Resources { get; init; }
    public string? Hostname { get; init; }
    public List<WireHostAlias?>? HostAliases { get; init; }
    public string? DnsPolicy { get; init; }
    public WireDnsConfig? DnsConfig { get; init; }
    public List<WireSecretRef?>? ImagePullSecrets { get; init; }
    public string? NodeName { get; init; }
    public string? ServiceAccountName { get; init; }
}

/// <summary>The security context of a pod; <see cref="WireContainerSecurity"/> adds the members of a container's.</summary>
internal record WireSecurityContext : WireObject
{
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public bool? RunAsNonRoot { get; init; }
}

internal sealed record WireHostAlias : WireObject
{
    public string? Ip { get; init; }
    public List<string?>? Hostnames { get; init; }
}

internal sealed record WireDnsConfig : WireObject
{
    public List<string?>? Nameservers { get; init; }
    public List<string?>? Searches { get; init; }
    public List<WireDnsOption?>? Options { get; init; }
}

internal sealed record WireDnsOption : WireObject
{
    public string? Name { get; init; }
    public string? Value { get; init; }
}

internal sealed record WireSecretRef : WireObject
{
    public string? Name { get; init; }
}

/// <summary>The status that the Virtual Kubelet has set before it sends the pod.</summary>
internal sealed record WirePodStatus
{
    [JsonPropertyName("hostIP")]
    public string? HostIp { get; init; }

    [JsonPropertyName("podIP")]
    public string? PodIp { get; init; }
    public List<WireContainerStatus?>? ContainerStatuses { get; init; }
    public List<WireContainerStatus?>? InitContainerStatuses { get; init; }
}

internal sealed record WireContainerStatus
{
    public string? Name { get; init; }
}
