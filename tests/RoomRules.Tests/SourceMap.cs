using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.TestPool;

namespace HtcondorActors.RoomRules.Tests;

/// <summary>Makes the list of all files of the product: what each is for, and the numbers and tables that it fixes.</summary>
internal static partial class SourceMap
{
    public static string Write()
    {
        var text = new StringBuilder();
        var files = Source.Files.Select(file => (file.Path, Entry: OfCode(file.Path, file.Text))).Concat(Parts());
        foreach (var folder in files.GroupBy(file => Path.GetDirectoryName(file.Path)!).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            text.Append("\n## src/").Append(folder.Key).Append("\n\n");
            foreach (var (path, entry) in folder.OrderBy(file => file.Path, StringComparer.Ordinal))
                text.Append("- `").Append(Path.GetFileName(path)).Append("`: ").Append(entry).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>
    /// The first sentence of the docstring of the type that the file is named after, or of the first docstring; empty if there is none.
    /// </summary>
    public static string Purpose(string path, string code)
    {
        var type = new Regex($@"\b(class|record|struct|interface|enum) {Path.GetFileName(path).Split('.')[0]}\b");
        var summaries = Summary().Matches(code);
        var main = summaries.FirstOrDefault(one => type.IsMatch(one.Groups["declared"].Value)) ?? summaries.FirstOrDefault();
        return main is null ? "" : FirstSentence(Plain(main.Groups["text"].Value));
    }

    private static string OfCode(string path, string code)
    {
        string[] fixes =
        [
            .. FixedNumber().Matches(code).Concat(FixedTable().Matches(code)).Select(match => $"`{match.Groups["name"].Value}`").Distinct(),
        ];
        return Purpose(path, code) + (fixes.Length > 0 ? $" Fixes {string.Join(", ", fixes)}." : "");
    }

    private static IEnumerable<(string Path, string Entry)> Parts() =>
        Directory
            .EnumerateFiles(RepositoryRoot.File("src", "Runner"), "*.sh")
            .Select(file => ("Runner/" + Path.GetFileName(file), OfPart(File.ReadAllLines(file))));

    // The comment between the part's title and what it offers.
    private static string OfPart(string[] lines) =>
        FirstSentence(
            string.Join(
                ' ',
                lines
                    .SkipWhile(line => !line.StartsWith("# ----", StringComparison.Ordinal))
                    .Skip(1)
                    .TakeWhile(line => line.Length > 2 && line[0] == '#' && !line.StartsWith("# Offers:", StringComparison.Ordinal))
                    .Select(line => line[2..])
            )
        );

    private static string Plain(string docstring)
    {
        var text = Reference().Replace(Margin().Replace(docstring, " "), match => $"`{match.Groups["name"].Value}`");
        text = CodeTag().Replace(text, match => $"`{match.Groups["text"].Value}`");
        text = text.Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);
        return Spaces().Replace(text, " ").Trim();
    }

    private static string FirstSentence(string text) => SentenceEnd().Match(text) is { Success: true } end ? text[..(end.Index + 1)] : text;

    // With the line that follows the docstring and the attributes.
    [GeneratedRegex(@"///\s*<summary>(?<text>.*?)</summary>[^\n]*\n(?:\s*(?:///|\[)[^\n]*\n)*(?<declared>[^\n]*)", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\n\s*///")]
    private static partial Regex Margin();

    [GeneratedRegex(@"<(see|paramref)\s+(cref|name|langword)=""(\w:)?(?<name>[^""]*)""\s*/>")]
    private static partial Regex Reference();

    [GeneratedRegex("<c>(?<text>.*?)</c>")]
    private static partial Regex CodeTag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[.](?=\s+[A-Z(`0-9])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?:const (?:int|long|double)|static readonly (?:TimeSpan|int|long|double)) (?<name>\w+) =")]
    private static partial Regex FixedNumber();

    [GeneratedRegex(
        @"static (?:readonly )?(?:(?:IReadOnly|Frozen|Immutable)\w+<[^=;{}]*>|\([^=;{}]*\)\[\]|\w+\[\]) (?<name>\w+)(?: \{ get; \})?\s*="
    )]
    private static partial Regex FixedTable();
}
