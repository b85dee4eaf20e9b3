using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: a create body to the pod that the actors know. Shape is judged here (what is missing, of the wrong kind, or points out of
/// its volume), meaning is not: names, quantities and duplicates are the planner's. So is all that the site's configuration decides: a pod
/// that was accepted must not be judged by it again.
/// </summary>
internal static class PodMapping
{
    /// <param name="request">The body of /create.</param>
    /// <exception cref="WireFaultException">The body cannot be a pod.</exception>
    public static PodSpec ToPodSpec(CreateRequest request)
    {
        var pod = request.Pod ?? throw new WireFaultException("pod", "missing");
        var metadata = pod.Metadata ?? throw new WireFaultException("pod.metadata", "missing");
        var spec = pod.Spec ?? throw new WireFaultException("pod.spec", "missing");
        var uid = UidOf(metadata.Uid, "pod.metadata.uid");
        if (spec.Containers is not { Count: > 0 })
            throw new WireFaultException("pod.spec.containers", "missing or empty");

        var content = new PodContent(request.Data);
        var fields = new PodField(pod);
        var volumes = new VolumeMapping(pod, spec, fields, content);
        return new PodSpec
        {
            Uid = uid,
            Name = Required(metadata.Name, "pod.metadata.name"),
            Namespace = NamespaceOf(metadata),
            Annotations = TextMap(metadata.Annotations),
            InitContainers = ContainerMapping.ToContainers(spec.InitContainers, "pod.spec.initContainers", fields, content),
            Containers = ContainerMapping.ToContainers(spec.Containers, "pod.spec.containers", fields, content),
            Volumes = volumes.ToVolumes(),
            RestartPolicy = NullIfEmpty(spec.RestartPolicy),
            TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds,
            ActiveDeadlineSeconds = spec.ActiveDeadlineSeconds,
            Security = SecurityMapping.ToSecurity(spec.SecurityContext),
            Resources = new ResourceSpec(TextMap(spec.Resources?.Requests), TextMap(spec.Resources?.Limits)),
            Hostname = NullIfEmpty(spec.Hostname),
            HostAliases = [.. (spec.HostAliases ?? []).Select((alias, at) => ToAlias(alias, $"pod.spec.hostAliases[{at}]"))],
            Dns = DnsMapping.ToDns(spec),
            PullSecrets = PullSecretMapping.ToSecrets(spec.ImagePullSecrets, content),
            JobScript = NullIfEmpty(request.JobScript),
            KnownContainers = KnownContainers(pod.Status),
            OtherFields = [.. UnmappedFields.Of(spec), .. volumes.MissingSources],
        };
    }

    /// <summary>The UID of the pod that is to be deleted.</summary>
    public static PodUid UidOfDeleted(DeleteRequest request) =>
        UidOf((request.Metadata ?? throw new WireFaultException("metadata", "missing")).Uid, "metadata.uid");

    internal static PodUid UidOf(string? text, string field) =>
        PodUid.TryParse(Required(text, field), out var uid)
            ? uid
            : throw new WireFaultException(field, "not a pod UID: lower-case letters, digits and dashes, at most 63");

    internal static string NamespaceOf(WireMetadata metadata) => NullIfEmpty(metadata.Namespace) ?? "default";

    internal static string Required(string? text, string field) =>
        string.IsNullOrEmpty(text) ? throw new WireFaultException(field, "missing") : text;

    internal static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    internal static Dictionary<string, string> TextMap(Dictionary<string, string?>? map) =>
        map?.ToDictionary(pair => pair.Key, pair => pair.Value ?? "") ?? [];

    internal static List<string> Words(List<string?>? wire, string field) =>
        [.. (wire ?? []).Select((word, at) => word ?? throw new WireFaultException($"{field}[{at}]", "null"))];

    private static HostAlias ToAlias(WireHostAlias? wire, string field) =>
        new(Required(wire?.Ip, field + ".ip"), Words(wire!.Hostnames, field + ".hostnames"));

    private static HashSet<string> KnownContainers(WirePodStatus? status) =>
        [
            .. (status?.ContainerStatuses ?? [])
                .Concat(status?.InitContainerStatuses ?? [])
                .Select(c => c?.Name)
                .OfType<string>()
                .Where(name => name.Length > 0),
        ];
}
