using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>Pure: checks the names of a pod and its containers by Kubernetes' rules.</summary>
internal static class PodNames
{
    public static void Require(PodSpec pod, FieldFaults faults)
    {
        if (pod.Name.Length == 0)
            faults.Add("metadata.name", "missing");
        else if (!DnsName.IsSubdomain(pod.Name))
            faults.Add("metadata.name", $"{OneLine.Quoted(pod.Name)} is not a DNS name");
        // An absent namespace means "default"; nothing here depends on its name.
        if (pod.Namespace.Length > 0)
            DnsName.RequireLabel("metadata.namespace", pod.Namespace, faults);
        if (pod.Containers.Count == 0)
            faults.Add("spec.containers", "the pod has no containers");
        DnsName.RequireUniqueLabels(
            pod.InitContainers.Select((c, i) => ($"spec.initContainers[{i}].name", c.Name))
                .Concat(pod.Containers.Select((c, i) => ($"spec.containers[{i}].name", c.Name))),
            faults
        );
    }
}

/// <summary>A pod's host name, its further lines for /etc/hosts, and its DNS configuration.</summary>
/// <param name="Hostname">The host name; empty means the machine's.</param>
/// <param name="HostsLines">Lines that follow the machine's /etc/hosts.</param>
/// <param name="ResolvLines">Lines that follow the machine's /etc/resolv.conf, or replace it if <paramref name="ResolvIsWhole"/>.</param>
/// <param name="ResolvIsWhole">True for dnsPolicy None.</param>
internal sealed record PodNetwork(string Hostname, IReadOnlyList<string> HostsLines, IReadOnlyList<string> ResolvLines, bool ResolvIsWhole)
{
    private static readonly string[] Policies = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];

    public static PodNetwork Of(PodSpec pod, FieldFaults faults)
    {
        if (pod.Hostname is { } name)
            DnsName.RequireLabel("spec.hostname", name, faults);
        // A host that cannot resolve its own name breaks Java and MPI programs.
        IEnumerable<string> own = pod.Hostname is null ? [] : [$"127.0.0.1\t{pod.Hostname}"];
        var resolv = pod.Dns is null ? [] : Resolv("spec.dnsConfig", pod.Dns, faults).ToList();
        var isWhole = pod.Dns?.Policy == "None";
        if (pod.Dns?.Policy is { } policy && !Policies.Contains(policy))
            faults.Add("spec.dnsPolicy", $"{OneLine.Quoted(policy)} is not one of {string.Join(", ", Policies)}");
        if (isWhole && pod.Dns!.Nameservers.Count == 0)
            faults.Add("spec.dnsConfig.nameservers", "there must be one when dnsPolicy is None");
        return new PodNetwork(
            pod.Hostname ?? "",
            [.. own, .. pod.HostAliases.Select((alias, i) => Line($"spec.hostAliases[{i}]", alias, faults))],
            resolv,
            isWhole
        );
    }

    private static string Line(string field, HostAlias alias, FieldFaults faults)
    {
        foreach (var (host, i) in alias.Hostnames.Select((h, i) => (h, i)))
            if (!DnsName.IsSubdomain(host))
                faults.Add($"{field}.hostnames[{i}]", $"{OneLine.Quoted(host)} is not a DNS name");
        return $"{Address($"{field}.ip", alias.Ip, faults)}\t{string.Join('\t', alias.Hostnames)}";
    }

    private static IEnumerable<string> Resolv(string field, DnsSpec dns, FieldFaults faults)
    {
        foreach (var (server, i) in dns.Nameservers.Select((s, i) => (s, i)))
            yield return "nameserver " + Address($"{field}.nameservers[{i}]", server, faults);
        if (dns.Searches.Count > 0)
            yield return "search " + string.Join(' ', dns.Searches.Select((domain, i) => Word($"{field}.searches[{i}]", domain, faults)));
        if (dns.Options.Count > 0)
            yield return "options " + string.Join(' ', dns.Options.Select((option, i) => Word($"{field}.options[{i}]", option, faults)));
    }

    private static string Address(string field, string text, FieldFaults faults) =>
        AddressText.TryParse(text, out _)
            ? text
            : faults.Add(field, text.Length == 0 ? "missing" : $"{OneLine.Quoted(text)} is not an IP address", "");

    private static string Word(string field, string text, FieldFaults faults) =>
        text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
            ? text
            : faults.Add(field, $"{OneLine.Quoted(text)} cannot be written into a resolv.conf", "");
}
