using System.Globalization;

namespace HtcondorActors.Http.Configuration;

/// <summary>What kind of thing stands behind a key.</summary>
public enum ConfigKind
{
    /// <summary>Nothing or null: the default stays.</summary>
    Nothing,
    Truth,
    Number,
    Text,
    List,
    Map,

    /// <summary>From the command line or the environment, where everything is text: it is whatever its key wants.</summary>
    Loose,
}

/// <summary>A value as it was written, not yet judged.</summary>
/// <param name="Kind">Its kind in YAML's eyes.</param>
/// <param name="Text">Of a single value; empty for lists and maps.</param>
/// <param name="Parts">Of a list or map; those of a list have the keys <c>[0]</c>, <c>[1]</c> ...</param>
/// <param name="Folder">Relative paths start here: the file's folder, or the current one for flags.</param>
public sealed record ConfigValue(ConfigKind Kind, string Text, IReadOnlyList<ConfigEntry> Parts, string Folder)
{
    public static ConfigValue Loose(string text) => new(ConfigKind.Loose, text, [], Environment.CurrentDirectory);

    /// <summary>For a fault line: its kind, and the value only where it can be no secret.</summary>
    public string Given =>
        Kind switch
        {
            ConfigKind.Nothing => "nothing is given",
            ConfigKind.Truth or ConfigKind.Number => $"{Text} is given",
            ConfigKind.List => "a list is given",
            ConfigKind.Map => "a map is given",
            // Text may be anything, a misplaced secret too: only what is a number is repeated.
            ConfigKind.Loose when IsNumber => $"{Text} is given",
            _ => IsNumber ? $"text (\"{Text}\") is given" : "text is given",
        };

    public bool IsText => Kind is ConfigKind.Text or ConfigKind.Loose;

    public bool IsSingle => IsText || Kind is ConfigKind.Truth or ConfigKind.Number;

    private bool IsNumber => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}

/// <param name="Origin">Where it was written, for fault lines: <c>SidecarConfig.yaml:12</c>, <c>--port</c>.</param>
/// <param name="Key">As written, known or not.</param>
/// <param name="Value">As written.</param>
public sealed record ConfigEntry(string Origin, string Key, ConfigValue Value);
