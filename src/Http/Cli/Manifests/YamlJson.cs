using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HtcondorActors.Http.Cli.Manifests;

/// <summary>Multi-document YAML (or JSON, which is YAML) to JSON; anchors, aliases and merge keys are resolved.</summary>
internal static class YamlJson
{
    /// <summary>No manifest nests like that; an alias inside its own anchor would nest for ever.</summary>
    private const int DeepestNesting = 100;

    /// <summary>The documents that are not empty, in order.</summary>
    /// <exception cref="CliFault">The text is no YAML; the line names the place.</exception>
    public static IReadOnlyList<JsonNode> Documents(string source, string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new MergingParser(new Parser(new StringReader(text))));
        }
        catch (YamlException broken)
        {
            throw new CliFault($"{source}: line {broken.Start.Line}: {Terminal.OneLine(broken.Message)}");
        }
        return [.. yaml.Documents.Select(document => ToJson(source, document.RootNode, 0)).OfType<JsonNode>()];
    }

    private static JsonNode? ToJson(string source, YamlNode node, int depth)
    {
        if (depth > DeepestNesting) throw new CliFault($"{source}: line {node.Start.Line}: nested too deeply");
        switch (node)
        {
            case YamlMappingNode mapping:
                var members = new JsonObject();
                foreach (var (key, value) in mapping)
                {
                    if (key is not YamlScalarNode { Value: { } name }) throw new CliFault($"{source}: line {key.Start.Line}: a key must be text");
                    members[name] = ToJson(source, value, depth + 1);
                }
                return members;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Select(item => ToJson(source, item, depth + 1))]);
            default:
                return YamlScalar.ToJson((YamlScalarNode)node);
        }
    }
}
