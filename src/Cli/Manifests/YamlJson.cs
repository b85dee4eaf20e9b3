using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HtcondorActors.Cli.Manifests;

/// <summary>Converts multi-document YAML (or JSON, which is YAML) to JSON. Anchors, aliases and merge keys are resolved.</summary>
internal static class YamlJson
{
    /// <summary>The most values. A hundred pods with all their ConfigMaps have a tenth of this.</summary>
    private const int MostValues = 1_000_000;

    /// <summary>The non-empty documents, in order.</summary>
    /// <exception cref="ManifestFault">The text is not YAML; the message names the line.</exception>
    public static IReadOnlyList<JsonNode> Documents(string source, string text)
    {
        try
        {
            return
            [
                .. BoundedYaml
                    .Documents(text, MostValues, isMerged: true)
                    .Select(document => ToJson(source, document.RootNode))
                    .OfType<JsonNode>(),
            ];
        }
        catch (YamlException broken)
        {
            throw new ManifestFault($"{source}: line {broken.Start.Line}: {OneLine.Of(broken.Message)}");
        }
    }

    private static JsonNode? ToJson(string source, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var members = new JsonObject();
                foreach (var (key, value) in mapping)
                {
                    if (key is not YamlScalarNode { Value: { } name })
                        throw new ManifestFault($"{source}: line {key.Start.Line}: a key must be text");
                    members[name] = ToJson(source, value);
                }
                return members;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Select(item => ToJson(source, item))]);
            default:
                return YamlScalar.ToJson((YamlScalarNode)node);
        }
    }
}
