using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HtcondorActors.Http.Yaml;

/// <summary>The one place where YAML is read: a text of somebody else's, which may neither end this process nor take its memory.</summary>
public static class BoundedYaml
{
    /// <param name="text">Any number of documents.</param>
    /// <param name="mostValues">Of all documents together, each alias counted as what it stands for.</param>
    /// <param name="isMerged">Merge keys (<c>&lt;&lt;: *base</c>) are resolved.</param>
    /// <exception cref="YamlException">It is no YAML; the place is in it. Of a <see cref="YamlLimitException"/> the words may be shown
    /// too.</exception>
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
        // The library has slips of its own (a scalar that begins on the line after "[", say).
        catch (Exception slip) when (slip is not YamlException and not OutOfMemoryException)
        {
            var at = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "not YAML", slip);
        }
        return yaml.Documents;
    }

    /// <summary>The library tells <c>a</c> and <c>!!str a</c> apart. The readers of this program take both for the same key.</summary>
    private static void RefuseTwins(YamlMappingNode map)
    {
        var names = new HashSet<string?>();
        foreach (var key in map.Children.Keys.OfType<YamlScalarNode>())
            if (!names.Add(key.Value))
                throw new YamlException(key.Start, key.End, "a key that is given twice");
    }
}
