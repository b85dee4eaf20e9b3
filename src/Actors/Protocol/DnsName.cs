namespace HtcondorActors.Actors.Protocol;

/// <summary>The two forms of names that Kubernetes gives to its objects (RFC 1123).</summary>
public static class DnsName
{
    /// <summary>1 to 63 of <c>a-z 0-9 -</c>, no dash at either end: containers, volumes, namespaces, host names.</summary>
    public static bool IsLabel(string text) => text.Length <= 63 && IsPart(text);

    /// <summary>
    /// Such parts joined by dots, at most 253 characters in all: pods, aliases of hosts. Kubernetes does not limit the length of one part
    /// (IsDNS1123Subdomain).
    /// </summary>
    public static bool IsSubdomain(string text) => text.Length <= 253 && text.Split('.').All(IsPart);

    private static bool IsPart(string text) =>
        text.Length > 0
        && text[0] != '-'
        && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static void RequireLabel(string field, string text, FieldFaults faults)
    {
        if (text.Length == 0)
            faults.Add(field, "missing");
        else if (!IsLabel(text))
            faults.Add(field, $"{OneLine.Quoted(text)} is not a DNS label (a-z, 0-9 and -, at most 63)");
    }

    public static void RequireUniqueLabels(IEnumerable<(string Field, string Name)> names, FieldFaults faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, name) in names)
        {
            RequireLabel(field, name, faults);
            if (name.Length > 0 && !seen.Add(name))
                faults.Add(field, $"{OneLine.Quoted(name)} is used twice");
        }
    }
}
