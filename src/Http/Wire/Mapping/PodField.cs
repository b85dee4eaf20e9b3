using System.Text;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: what a downward API fieldPath says, as far as the body tells it; null for all else. Each is made once: a thousand variables may
/// ask for all
/// annotations.
/// </summary>
internal sealed class PodField(WirePod pod)
{
    private readonly Dictionary<string, (string? Text, byte[]? Bytes)> _values = new(StringComparer.Ordinal);

    public string? ValueOf(string? fieldPath) => Of(fieldPath).Text;

    public byte[]? BytesOf(string? fieldPath) =>
        Of(fieldPath) switch
        {
            (null, _) => null,
            (_, { } bytes) => bytes,
            var (text, _) => (_values[fieldPath!] = (text, Encoding.UTF8.GetBytes(text))).Bytes,
        };

    private (string? Text, byte[]? Bytes) Of(string? fieldPath)
    {
        if (fieldPath is null)
            return default;
        if (!_values.TryGetValue(fieldPath, out var known))
            known = _values[fieldPath] = (Read(fieldPath), null);
        return known;
    }

    private string? Read(string fieldPath) =>
        fieldPath switch
        {
            "metadata.name" => pod.Metadata?.Name,
            "metadata.namespace" => PodMapping.NamespaceOf(pod.Metadata!),
            "metadata.uid" => pod.Metadata?.Uid,
            "metadata.labels" => Lines(pod.Metadata?.Labels),
            "metadata.annotations" => Lines(pod.Metadata?.Annotations),
            "spec.nodeName" => PodMapping.NullIfEmpty(pod.Spec?.NodeName),
            "spec.serviceAccountName" => PodMapping.NullIfEmpty(pod.Spec?.ServiceAccountName),
            "status.podIP" or "status.podIPs" => PodMapping.NullIfEmpty(pod.Status?.PodIp),
            "status.hostIP" or "status.hostIPs" => PodMapping.NullIfEmpty(pod.Status?.HostIp),
            _ => OneOf(fieldPath, "metadata.labels['", pod.Metadata?.Labels)
                ?? OneOf(fieldPath, "metadata.annotations['", pod.Metadata?.Annotations),
        };

    private static string? OneOf(string fieldPath, string prefix, Dictionary<string, string?>? map) =>
        fieldPath.StartsWith(prefix, StringComparison.Ordinal) && fieldPath.EndsWith("']", StringComparison.Ordinal)
            ? map?.GetValueOrDefault(fieldPath[prefix.Length..^2]) ?? ""
            : null;

    /// <summary>The kubelet's form: <c>key="value"</c>, sorted, one to a line, the value quoted as Go does.</summary>
    private static string Lines(Dictionary<string, string?>? map) =>
        string.Concat(
            (map ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Quoted(pair.Value ?? "")}\n")
        );

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
            text.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                    _ => c.ToString(),
                }
            );
        return text.Append('"').ToString();
    }
}
