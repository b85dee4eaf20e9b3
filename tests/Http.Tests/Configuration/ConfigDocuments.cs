using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Http.Configuration;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Tests.Configuration;

/// <summary>The documents about the configuration, written from its keys.</summary>
internal static partial class ConfigDocuments
{
    private const int Width = 120;
    private const string TableBegins = "<!-- keys: written from src/Http/Configuration -->";
    private const string TableEnds = "<!-- end of keys -->";

    private static readonly SidecarConfig Defaults = new();

    /// <summary>The documented configuration file: every key with its default.</summary>
    public static string ShippedFile()
    {
        var text = new StringBuilder();
        Comment(
            text,
            "Configuration of htcondor-sidecar: every key, with its default. A key may be left out or left empty: then its default holds. "
                + "An unknown key, a value of another type or a value out of bound stops the start with exit code 2. All faults are listed "
                + "at once. Flags win over this file."
        );
        Comment(
            text,
            "The sidecar looks for it at --config FILE, else $SIDECARCONFIGPATH, else ./SidecarConfig.yaml, else beside the program. "
                + "Relative paths start at this file's folder. Relative paths of flags start at the current folder."
        );
        Comment(text, "This file is written from the code (src/Http/Configuration), as docs/configuration.md is.");
        foreach (var section in ConfigKeys.Sections)
        {
            text.Append($"\n# --- {section.Title} ---\n");
            Comment(text, section.Introduction);
            foreach (var key in section.Keys)
            {
                text.Append('\n');
                Comment(text, key.Meaning);
                foreach (var part in PartsOf(key))
                    text.Append($"#   {part.Name}: {part.Meaning} {Takes(part.Expects, part.Unit)}\n");
                Comment(text, $"{Takes(key.Expects, key.Unit)}{Overrides(key, "")}{(key.Example.Length > 0 ? " For example:" : "")}");
                foreach (var line in Lines(key.Example))
                    text.Append($"#   {line}\n");
                text.Append($"{key.Name}: {Default(key)}".TrimEnd()).Append('\n');
            }
        }
        return text.ToString();
    }

    /// <summary>docs/configuration.md: a heading for each key.</summary>
    public static string Page()
    {
        var text = new StringBuilder(
            """
            # Configuration

            Every key of [SidecarConfig.yaml](../SidecarConfig.yaml): its meaning, what it takes, its default. This page and that file are
            written from the code (src/Http/Configuration); a test compares them.

            A key may be left out or left empty: then its default holds. An unknown key, a value of another type or a value out of
            bound stops the start with exit code 2, and all faults are listed at once, each with its file and line. A flag wins over
            the variable, and the variable over the file.

            """
        );
        foreach (var section in ConfigKeys.Sections)
        {
            text.Append($"\n## {section.Title}\n\n{section.Introduction}\n");
            foreach (var key in section.Keys)
            {
                text.Append($"\n### {key.Name}\n\n{key.Meaning}\n\n");
                text.Append($"- Takes: {Takes(key.Expects, key.Unit)}\n");
                foreach (var part in PartsOf(key))
                    text.Append($"  - `{part.Name}`: {part.Meaning} {Takes(part.Expects, part.Unit)}\n");
                text.Append($"- Default: {(Default(key) is { Length: > 0 } value ? $"`{value}`" : "empty")}\n");
                if (Overrides(key, "`") is { Length: > 0 } overrides)
                    text.Append($"- {overrides.Trim()}\n");
                if (key.Example.Length > 0)
                    text.Append($"\n```yaml\n{key.Name}:\n{string.Join('\n', Lines(key.Example))}\n```\n");
            }
        }
        return text.ToString();
    }

    /// <summary>README.md with the table of keys in it.</summary>
    public static string Readme(string readme)
    {
        var rows = ConfigKeys.Sections.Select(section =>
            $"| [{section.Title}](docs/configuration.md#{section.Title.ToLowerInvariant().Replace(' ', '-')}) | "
            + string.Join(", ", section.Keys.Select(key => $"`{key.Name}`"))
            + " |\n"
        );
        var (begin, end) = (readme.IndexOf(TableBegins, StringComparison.Ordinal), readme.IndexOf(TableEnds, StringComparison.Ordinal));
        return $"{readme[..begin]}{TableBegins}\n\n| section | keys |\n|---|---|\n{string.Concat(rows)}\n{readme[end..]}";
    }

    /// <summary>What a key takes, as a sentence.</summary>
    public static string Takes(string expects, string unit) =>
        $"{char.ToUpperInvariant(expects[0])}{expects[1..].TrimEnd(',')}{(unit.Length > 0 ? ", in " + unit : "")}.";

    private static IEnumerable<(string Name, string Meaning, string Expects, string Unit)> PartsOf(Key key) =>
        key.Name switch
        {
            nameof(SidecarConfig.Flavors) => SiteKeys.OfFlavor.Select(part => (part.Name, part.Meaning, part.Expects, part.Unit)),
            nameof(SidecarConfig.Taints) => SiteKeys.OfTaint.Select(part => (part.Name, part.Meaning, part.Expects, part.Unit)),
            _ => [],
        };

    private static string Overrides(Key key, string mark) =>
        (key.Flag.Length > 0 ? $" Flag: {mark}{key.Flag}{mark}." : "")
        + (key.Variable.Length > 0 ? $" Variable: {mark}{key.Variable}{mark}." : "");

    private static string Default(Key key) => Yaml(typeof(SidecarConfig).GetProperty(key.Name)!.GetValue(Defaults));

    private static string Yaml(object? value) =>
        value switch
        {
            null => "",
            bool truth => truth ? "true" : "false",
            string text => IsPlain(text) ? text : $"\"{text}\"",
            IReadOnlyDictionary<string, string> { Count: 0 } => "{}",
            IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(Yaml))}]",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new NotSupportedException($"no YAML is known for a {value.GetType()}"),
        };

    /// <summary>True for text that YAML takes for text without quotes.</summary>
    private static bool IsPlain(string text) =>
        PlainText().IsMatch(text) && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string[] Lines(string example) => example.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void Comment(StringBuilder to, string sentences)
    {
        var line = "#";
        foreach (var word in sentences.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                to.Append(line).Append('\n');
                line = "#";
            }
            line += " " + word;
        }
        to.Append(line).Append('\n');
    }

    [GeneratedRegex(@"\A[A-Za-z0-9/][A-Za-z0-9._/-]*\z")]
    private static partial Regex PlainText();
}
