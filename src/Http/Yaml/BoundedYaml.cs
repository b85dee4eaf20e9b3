using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HtcondorActors.Http.Yaml;

/// <summary>
/// The only place that reads YAML. The text comes from others, and must neither crash this process nor exhaust its memory.
/// </summary>
public static class BoundedYaml
{
    /// <param name="text">Any number of documents.</param>
    /// <param name="mostValues">The most values of all documents together; an alias counts as the values that it stands for.</param>
    /// <param name="isMerged">True resolves merge keys (<c>&lt;&lt;: *base</c>).</param>
    /// <exception cref="YamlException">The text is not valid YAML; the exception has the position. The message may be shown only if it is a
    /// <see cref="YamlLimitException"/>.</exception>
    public static IList<YamlDocument> Documents(string text, int mostValues, bool isMerged)
    {
        var yaml = new YamlStream();
        var parser = new BoundedParser(new Parser(new StringReader(text)), mostValues);
        try
        {
            yaml.Load(isMerged ? new MergingParser(parser) : parser);
            foreach (var map in yaml.Documents.SelectMany(document => document.AllNodes).OfType<YamlMappingNode>())
                RefuseTwins(map);
        }
        // The library throws other exceptions because of its own faults (for example for a scalar on the line after "[").
        catch (Exception slip) when (slip is not YamlException and not OutOfMemoryException)
        {
            var at = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "not YAML", slip);
        }
        return yaml.Documents;
    }

    /// <summary>
    /// Refuses equal keys. The library distinguishes <c>a</c> and <c>!!str a</c>; the readers of this program treat both as the same key.
    /// </summary>
    private static void RefuseTwins(YamlMappingNode map)
    {
        var names = new HashSet<string?>();
        foreach (var key in map.Children.Keys.OfType<YamlScalarNode>())
            if (!names.Add(key.Value))
                throw new YamlException(key.Start, key.End, "a key that is given twice");
    }
}
