using System.Globalization;
using System.Text;

namespace HtcondorActors.Actors.Protocol;

/// <summary>The values of the downward API: the text behind each <c>fieldPath</c>, for variables and for files.</summary>
public sealed record PodFieldText
{
    public string? Name { get; init; }
    public string? Namespace { get; init; }
    public string? Uid { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
    public string? NodeName { get; init; }
    public string? ServiceAccountName { get; init; }
    public string? PodIp { get; init; }
    public string? HostIp { get; init; }

    /// <returns>Null if the field is unknown, or the pod does not have it.</returns>
    public string? Of(string fieldPath) =>
        fieldPath switch
        {
            "metadata.name" => Name,
            "metadata.namespace" => Namespace,
            "metadata.uid" => Uid,
            "metadata.labels" => FormatMap(Labels),
            "metadata.annotations" => FormatMap(Annotations),
            "spec.nodeName" => NodeName,
            "spec.serviceAccountName" => ServiceAccountName,
            "status.podIP" or "status.podIPs" => PodIp,
            "status.hostIP" or "status.hostIPs" => HostIp,
            _ => OneOf(fieldPath, "metadata.labels['", Labels) ?? OneOf(fieldPath, "metadata.annotations['", Annotations),
        };

    /// <summary>
    /// The same text in a file. interLink's Virtual Kubelet ends each line of a map; the kubelet does not end the last one.
    /// </summary>
    public string? OfFile(string fieldPath) =>
        Of(fieldPath) is { Length: > 0 } text && fieldPath is "metadata.labels" or "metadata.annotations" ? text + "\n" : Of(fieldPath);

    /// <summary>The kubelet's form of a map (<c>fieldpath.FormatMap</c>): <c>key="value"</c>, sorted, one to a line, the value as Go's
    /// <c>%q</c> quotes it.</summary>
    public static string FormatMap(IReadOnlyDictionary<string, string> map) =>
        string.Join('\n', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Quoted(pair.Value)}"));

    private static string? OneOf(string fieldPath, string prefix, IReadOnlyDictionary<string, string> map) =>
        fieldPath.StartsWith(prefix, StringComparison.Ordinal) && fieldPath[prefix.Length..].EndsWith("']", StringComparison.Ordinal)
            ? map.GetValueOrDefault(fieldPath[prefix.Length..^2], "")
            : null;

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
            text.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\a' => "\\a",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '\v' => "\\v",
                    _ when IsPrintable(rune) => rune.ToString(),
                    < ' ' or 0x7f => $"\\x{rune.Value:x2}",
                    <= 0xffff => $"\\u{rune.Value:x4}",
                    _ => $"\\U{rune.Value:x8}",
                }
            );
        return text.Append('"').ToString();
    }

    /// <summary>Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols, and of all blanks the ASCII one.</summary>
    private static bool IsPrintable(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
