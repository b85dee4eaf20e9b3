using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: dnsPolicy and dnsConfig.</summary>
internal static class DnsMapping
{
    public static DnsSpec? ToDns(WirePodSpec spec)
    {
        var (policy, wire) = (PodMapping.NullIfEmpty(spec.DnsPolicy), spec.DnsConfig);
        if (policy is null && wire is null)
            return null;
        return new DnsSpec(
            policy,
            PodMapping.Words(wire?.Nameservers, "pod.spec.dnsConfig.nameservers"),
            PodMapping.Words(wire?.Searches, "pod.spec.dnsConfig.searches"),
            [.. (wire?.Options ?? []).Select((option, at) => ToOption(option, $"pod.spec.dnsConfig.options[{at}]"))]
        );
    }

    /// <summary>As resolv.conf writes it: <c>ndots:2</c>.</summary>
    private static string ToOption(WireDnsOption? wire, string field)
    {
        var name = PodMapping.Required(wire?.Name, field + ".name");
        return string.IsNullOrEmpty(wire!.Value) ? name : $"{name}:{wire.Value}";
    }
}
