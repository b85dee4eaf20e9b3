using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: maps a create body to a <see cref="PodSpec"/>. Only faults that the resulting pod would no longer show are found here
/// (docs/adr/0017). They go along with the pod, and the planner reports them with its own.
/// </summary>
internal static class PodMapping
{
    /// <param name="request">The body of /create.</param>
    /// <exception cref="WireFaultException">The body has no pod that could be checked.</exception>
    public static PodSpec ToPodSpec(CreateRequest request)
    {
        var pod = request.Pod ?? throw new WireFaultException("pod", "missing");
        var metadata = pod.Metadata ?? throw new WireFaultException("metadata", "missing");
        var spec = pod.Spec ?? throw new WireFaultException("spec", "missing");
        var uid = UidOf(metadata.Uid, "metadata.uid");
        var faults = new FieldFaults();
        var content = new PodContent(request.Data, faults);
        var fields = new PodField(pod);
        var volumes = new VolumeMapping(pod, spec, fields, content);
        return new PodSpec
        {
            Uid = uid,
            Name = metadata.Name ?? "",
            Namespace = NamespaceOf(metadata),
            OwnerName = NullIfEmpty(metadata.OwnerReferences?.FirstOrDefault(owner => owner?.Controller == true)?.Name),
            NodeName = NullIfEmpty(spec.NodeName),
            Annotations = TextMap(metadata.Annotations),
            InitContainers = ContainerMapping.ToContainers(spec.InitContainers, "spec.initContainers", fields, content),
            Containers = ContainerMapping.ToContainers(spec.Containers, "spec.containers", fields, content),
            Volumes = volumes.ToVolumes(),
            RestartPolicy = NullIfEmpty(spec.RestartPolicy),
            TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds,
            ActiveDeadlineSeconds = spec.ActiveDeadlineSeconds,
            Security = SecurityMapping.ToSecurity(spec.SecurityContext),
            Resources = new ResourceSpec(TextMap(spec.Resources?.Requests), TextMap(spec.Resources?.Limits)),
            Hostname = NullIfEmpty(spec.Hostname),
            HostAliases = [.. (spec.HostAliases ?? []).Select((alias, at) => ToAlias(alias, $"spec.hostAliases[{at}].hostnames", faults))],
            Dns = DnsMapping.ToDns(spec, faults),
            PullSecrets = PullSecretMapping.ToSecrets(spec.ImagePullSecrets, content),
            JobScript = NullIfEmpty(request.JobScript),
            Faults = faults,
            KnownContainers = KnownContainers(pod.Status),
            OtherFields = [.. UnmappedFields.Of(spec), .. volumes.MissingSources],
        };
    }

    /// <summary>The UID of the pod to delete.</summary>
    public static PodUid UidOfDeleted(DeleteRequest request) =>
        UidOf((request.Metadata ?? throw new WireFaultException("metadata", "missing")).Uid, "metadata.uid");

    internal static PodUid UidOf(string? text, string field) =>
        PodUid.TryParse(text, out var uid)
            ? uid
            : throw new WireFaultException(
                field,
                string.IsNullOrEmpty(text) ? "missing" : "not a pod UID: lower-case letters, digits and dashes, at most 63"
            );

    internal static string NamespaceOf(WireMetadata metadata) => NullIfEmpty(metadata.Namespace) ?? "default";

    /// <summary>Requires a text that becomes a part of another text, in which its absence would not be visible.</summary>
    internal static string Required(string? text, string field, FieldFaults faults) =>
        string.IsNullOrEmpty(text) ? faults.Add(field, "missing", "") : text;

    internal static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    internal static Dictionary<string, string> TextMap(Dictionary<string, string?>? map) =>
        map?.ToDictionary(pair => pair.Key, pair => pair.Value ?? "") ?? [];

    internal static List<string> Words(List<string?>? wire, string field, FieldFaults faults) =>
        [.. (wire ?? []).Select((word, at) => word ?? faults.Add($"{field}[{at}]", "null", ""))];

    private static HostAlias ToAlias(WireHostAlias? wire, string field, FieldFaults faults) =>
        new(wire?.Ip ?? "", Words(wire?.Hostnames, field, faults));

    private static HashSet<string> KnownContainers(WirePodStatus? status) =>
        [
            .. (status?.ContainerStatuses ?? [])
                .Concat(status?.InitContainerStatuses ?? [])
                .Select(c => c?.Name)
                .OfType<string>()
                .Where(name => name.Length > 0),
        ];
}
