using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps dnsPolicy and dnsConfig.</summary>
internal static class DnsMapping
{
    public static DnsSpec? ToDns(WirePodSpec spec, FieldFaults faults)
    {
        var (policy, wire) = (PodMapping.NullIfEmpty(spec.DnsPolicy), spec.DnsConfig);
        if (policy is null && wire is null)
            return null;
        return new DnsSpec(
            policy,
            PodMapping.Words(wire?.Nameservers, "spec.dnsConfig.nameservers", faults),
            PodMapping.Words(wire?.Searches, "spec.dnsConfig.searches", faults),
            [.. (wire?.Options ?? []).Select((option, at) => ToOption(option, $"spec.dnsConfig.options[{at}]", faults))]
        );
    }

    /// <summary>The option in the form of resolv.conf: <c>ndots:2</c>.</summary>
    private static string ToOption(WireDnsOption? wire, string field, FieldFaults faults)
    {
        var name = PodMapping.Required(wire?.Name, field + ".name", faults);
        return string.IsNullOrEmpty(wire?.Value) ? name : $"{name}:{wire.Value}";
    }
}
