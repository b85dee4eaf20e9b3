using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Actors.Planning;

/// <summary>What a pod says of names: its own, those of others, and who is asked for them.</summary>
/// <param name="Hostname">Empty: the machine's.</param>
/// <param name="HostsLines">After the machine's /etc/hosts.</param>
/// <param name="ResolvLines">After, or if <paramref name="ResolvIsWhole"/> instead of, the machine's /etc/resolv.conf.</param>
/// <param name="ResolvIsWhole">dnsPolicy None.</param>
internal sealed record PodNetwork(string Hostname, IReadOnlyList<string> HostsLines, IReadOnlyList<string> ResolvLines, bool ResolvIsWhole)
{
    private static readonly string[] Policies = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];

    /// <exception cref="FieldException">A name or an address is none.</exception>
    public static PodNetwork Of(PodSpec pod)
    {
        if (pod.Hostname is { } name)
            DnsName.RequireLabel("spec.hostname", name);
        // A host that cannot resolve its own name breaks Java and MPI programs.
        IEnumerable<string> own = pod.Hostname is null ? [] : [$"127.0.0.1\t{pod.Hostname}"];
        var resolv = pod.Dns is null ? [] : Resolv("spec.dnsConfig", pod.Dns).ToList();
        var isWhole = pod.Dns?.Policy == "None";
        if (pod.Dns?.Policy is { } policy && !Policies.Contains(policy))
            throw new FieldException("spec.dnsPolicy", $"{FieldException.Shown(policy)} is not one of {string.Join(", ", Policies)}");
        if (isWhole && pod.Dns!.Nameservers.Count == 0)
            throw new FieldException("spec.dnsConfig.nameservers", "there must be one when dnsPolicy is None");
        return new PodNetwork(
            pod.Hostname ?? "",
            [.. own, .. pod.HostAliases.Select((alias, i) => Line($"spec.hostAliases[{i}]", alias))],
            resolv,
            isWhole
        );
    }

    private static string Line(string field, HostAlias alias)
    {
        foreach (var (host, i) in alias.Hostnames.Select((h, i) => (h, i)))
            if (!DnsName.IsSubdomain(host))
                throw new FieldException($"{field}.hostnames[{i}]", $"{FieldException.Shown(host)} is not a DNS name");
        return $"{Address($"{field}.ip", alias.Ip)}\t{string.Join('\t', alias.Hostnames)}";
    }

    private static IEnumerable<string> Resolv(string field, DnsSpec dns)
    {
        foreach (var (server, i) in dns.Nameservers.Select((s, i) => (s, i)))
            yield return "nameserver " + Address($"{field}.nameservers[{i}]", server);
        if (dns.Searches.Count > 0)
            yield return "search " + string.Join(' ', dns.Searches.Select((domain, i) => Word($"{field}.searches[{i}]", domain)));
        if (dns.Options.Count > 0)
            yield return "options " + string.Join(' ', dns.Options.Select((option, i) => Word($"{field}.options[{i}]", option)));
    }

    private static string Address(string field, string text) =>
        AddressText.TryParse(text, out _) ? text : throw new FieldException(field, $"{FieldException.Shown(text)} is not an IP address");

    private static string Word(string field, string text) =>
        text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
            ? text
            : throw new FieldException(field, $"{FieldException.Shown(text)} cannot be written into a resolv.conf");
}
