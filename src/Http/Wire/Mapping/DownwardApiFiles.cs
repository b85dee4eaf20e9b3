using System.Text;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>
/// Pure: the files of a downwardAPI volume from the pod's own metadata, for servers before 0.6.2 that send the volume but no content
/// (later ones send it as a projected map).
/// </summary>
internal static class DownwardApiFiles
{
    public static List<VolumeFile> Of(WireFilesSource source, WireMetadata pod, string field)
    {
        var mode = VolumeMapping.FileMode(source.DefaultMode, field + ".defaultMode") ?? VolumeItems.DefaultMode;
        return [.. (source.Items ?? []).Select((item, at) => File(item, $"{field}.items[{at}]"))];

        VolumeFile File(WireFileItem? item, string at) => new(
            RelativePath.Checked(PodMapping.Required(item?.Path, at + ".path"), at + ".path"),
            VolumeMapping.FileMode(item!.Mode, at + ".mode") ?? mode,
            Encoding.UTF8.GetBytes(ValueOf(item.FieldRef?.FieldPath, pod) ?? throw new WireFaultException(at, "not a field that is known here")));
    }

    private static string? ValueOf(string? fieldPath, WireMetadata pod) => fieldPath switch
    {
        "metadata.name" => pod.Name,
        "metadata.namespace" => pod.Namespace,
        "metadata.uid" => pod.Uid,
        "metadata.labels" => Lines(pod.Labels),
        "metadata.annotations" => Lines(pod.Annotations),
        _ => OneOf(fieldPath, "metadata.labels['", pod.Labels) ?? OneOf(fieldPath, "metadata.annotations['", pod.Annotations),
    };

    private static string? OneOf(string? fieldPath, string prefix, Dictionary<string, string?>? map) =>
        fieldPath is not null && fieldPath.StartsWith(prefix, StringComparison.Ordinal) && fieldPath.EndsWith("']", StringComparison.Ordinal)
            ? map?.GetValueOrDefault(fieldPath[prefix.Length..^2]) ?? ""
            : null;

    /// <summary>The kubelet's form: <c>key="value"</c>, sorted, one to a line, the value quoted as Go does.</summary>
    private static string Lines(Dictionary<string, string?>? map) =>
        string.Concat((map ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Quoted(pair.Value ?? "")}\n"));

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        return text.Append('"').ToString();
    }
}
