using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HtcondorActors.Cli.Manifests;

/// <summary>The pod fields that an env variable or a file may ask for.</summary>
internal static partial class DownwardApi
{
    /// <returns>Null for a field that the Virtual Kubelet does not know either (status.podIP ...).</returns>
    public static string? Field(JsonObject pod, string path)
    {
        var metadata = pod["metadata"]!;
        if (Subscript().Match(path) is { Success: true } one)
            return metadata[one.Groups["map"].Value]?[one.Groups["key"].Value]?.GetValue<string>() ?? "";
        return path switch
        {
            "metadata.name" or "metadata.namespace" or "metadata.uid" => metadata[path["metadata.".Length..]]!.GetValue<string>(),
            "metadata.labels" or "metadata.annotations" => Lines(metadata[path["metadata.".Length..]] as JsonObject ?? []),
            "spec.nodeName" or "spec.serviceAccountName" => pod.Object("spec", "pod")?.Text(path["spec.".Length..], "pod.spec"),
            _ => null,
        };
    }

    private static string Lines(JsonObject map)
    {
        var lines = new StringBuilder();
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            lines
                .Append(key)
                .Append("=\"")
                .Append(
                    value!
                        .GetValue<string>()
                        .Replace("\\", @"\\", StringComparison.Ordinal)
                        .Replace("\"", "\\\"", StringComparison.Ordinal)
                        .Replace("\n", "\\n", StringComparison.Ordinal)
                )
                .Append("\"\n");
        return lines.ToString();
    }

    [GeneratedRegex(@"^metadata\.(?<map>labels|annotations)\['(?<key>[^']+)'\]\z")]
    private static partial Regex Subscript();
}
