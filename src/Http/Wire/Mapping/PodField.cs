using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: the value of a downward API fieldPath from the body; null for unknown fields. Each value is built once, because a thousand
/// variables may refer to all annotations.
/// </summary>
internal sealed class PodField(WirePod pod)
{
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    private readonly PodFieldText _all = new()
    {
        Name = pod.Metadata?.Name,
        Namespace = PodMapping.NamespaceOf(pod.Metadata!),
        Uid = pod.Metadata?.Uid,
        Labels = PodMapping.TextMap(pod.Metadata?.Labels),
        Annotations = PodMapping.TextMap(pod.Metadata?.Annotations),
        NodeName = PodMapping.NullIfEmpty(pod.Spec?.NodeName),
        ServiceAccountName = PodMapping.NullIfEmpty(pod.Spec?.ServiceAccountName),
        PodIp = PodMapping.NullIfEmpty(pod.Status?.PodIp),
        HostIp = PodMapping.NullIfEmpty(pod.Status?.HostIp),
    };

    public string? ValueOf(string? fieldPath)
    {
        if (fieldPath is null)
            return null;
        if (!_texts.TryGetValue(fieldPath, out var text))
            text = _texts[fieldPath] = _all.Of(fieldPath);
        return text;
    }

    public byte[]? BytesOf(string? fieldPath)
    {
        if (fieldPath is null)
            return null;
        if (_files.TryGetValue(fieldPath, out var known))
            return known;
        return _all.OfFile(fieldPath) is { } text ? _files[fieldPath] = Encoding.UTF8.GetBytes(text) : null;
    }
}
