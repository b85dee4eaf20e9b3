namespace HtcondorActors.Actors.Planning;

/// <summary>The two forms of names that Kubernetes gives to its objects (RFC 1123).</summary>
internal static class DnsName
{
    /// <summary>1 to 63 of <c>a-z 0-9 -</c>, no dash at either end: containers, volumes, namespaces, host names.</summary>
    public static bool IsLabel(string text) => text.Length <= 63 && IsPart(text);

    /// <summary>Such parts joined by dots, at most 253 in all: pods, aliases of hosts. Kubernetes has no limit for one part of them
    /// (IsDNS1123Subdomain).</summary>
    public static bool IsSubdomain(string text) => text.Length <= 253 && text.Split('.').All(IsPart);

    private static bool IsPart(string text) =>
        text.Length > 0
        && text[0] != '-'
        && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <exception cref="FieldException">It is no label.</exception>
    public static void RequireLabel(string field, string text)
    {
        if (!IsLabel(text))
            throw new FieldException(field, $"{FieldException.Shown(text)} is not a DNS label (a-z, 0-9 and -, at most 63)");
    }

    /// <exception cref="FieldException">A name is no label or occurs twice.</exception>
    public static void RequireUniqueLabels(IEnumerable<(string Field, string Name)> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, name) in names)
        {
            RequireLabel(field, name);
            if (!seen.Add(name))
                throw new FieldException(field, $"{FieldException.Shown(name)} is used twice");
        }
    }
}
