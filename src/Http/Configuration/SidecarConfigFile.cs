using System.Globalization;
using HtcondorActors.Http.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HtcondorActors.Http.Configuration;

/// <summary>Reads SidecarConfig.yaml into entries, with the line of each; judges nothing but that it is one YAML map.</summary>
internal static class SidecarConfigFile
{
    /// <summary>The longest that was seen is 20 KiB.</summary>
    private const int LargestMiB = 1;
    private const int MostValues = 20_000;

    public static IReadOnlyList<ConfigEntry> Read(string path, ConfigFaults faults)
    {
        var name = Path.GetFileName(path);
        try
        {
            var documents = BoundedYaml.Documents(ConfigText.Read(path, LargestMiB), MostValues, isMerged: false);
            if (documents.Count == 0)
                return [];
            if (documents is [{ RootNode: YamlMappingNode map }])
                return [.. EntriesOf(map, name, Path.GetDirectoryName(path)!, 0)];
            faults.Add($"{name}: one map of keys and values is expected");
        }
        catch (YamlLimitException fault)
        {
            faults.Add($"{name}:{fault.Start.Line}: {fault.Message}");
        }
        catch (YamlException fault)
        {
            // Its message may quote the line; the place is enough.
            faults.Add($"{name}:{fault.Start.Line}: invalid YAML, or a key that is given twice (column {fault.Start.Column})");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{path}: cannot be read: {fault.Message}");
        }
        return [];
    }

    /// <summary>A flavor's submit commands lie deepest (4): what is deeper is a map that nobody takes.</summary>
    private const int Deepest = 5;

    private static ConfigEntry Entry(YamlNode at, string key, YamlNode value, string file, string folder, int depth) =>
        new($"{file}:{at.Start.Line}", key, ValueOf(value, file, folder, depth));

    private static ConfigValue ValueOf(YamlNode node, string file, string folder, int depth) =>
        node switch
        {
            YamlScalarNode scalar => new ConfigValue(KindOf(scalar), scalar.Value ?? "", [], folder),
            YamlSequenceNode list when depth < Deepest => new ConfigValue(
                ConfigKind.List,
                "",
                [.. list.Children.Select((item, i) => Entry(item, $"[{i}]", item, file, folder, depth + 1))],
                folder
            ),
            YamlMappingNode map when depth < Deepest => new ConfigValue(
                ConfigKind.Map,
                "",
                [.. EntriesOf(map, file, folder, depth + 1)],
                folder
            ),
            _ => new ConfigValue(ConfigKind.Map, "", [], folder),
        };

    private static IEnumerable<ConfigEntry> EntriesOf(YamlMappingNode map, string file, string folder, int depth) =>
        map.Children.Select(pair => Entry(pair.Key, (pair.Key as YamlScalarNode)?.Value ?? "", pair.Value, file, folder, depth));

    /// <summary>YAML 1.2's core schema: what stands in quotes is text.</summary>
    private static ConfigKind KindOf(YamlScalarNode scalar) =>
        (scalar.Style, scalar.Value) switch
        {
            (not (ScalarStyle.Plain or ScalarStyle.Any), _) => ConfigKind.Text,
            (_, null or "" or "~" or "null" or "Null" or "NULL") => ConfigKind.Nothing,
            (_, "true" or "True" or "TRUE" or "false" or "False" or "FALSE") => ConfigKind.Truth,
            var (_, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? ConfigKind.Number
                : ConfigKind.Text,
        };
}
