using System.Globalization;

namespace HtcondorActors.Http.Configuration;

/// <summary>One key of SidecarConfig.yaml, or of a map in it: its name, its meaning, what it takes, and where that goes.</summary>
/// <param name="Name">Exactly as in the file.</param>
/// <param name="Meaning">What the key does, in sentences. SidecarConfig.yaml, docs/configuration.md and <c>--help</c> show them.</param>
/// <param name="Expects">Type and bound in words, for the fault line and the documents.</param>
/// <param name="Set">The configuration with the value in it; unchanged, with a fault added, when the value is of another type or out of
/// bound.</param>
internal sealed record ConfigKey<T>(string Name, string Meaning, string Expects, Func<T, ConfigEntry, ConfigFaults, T> Set)
    where T : class
{
    /// <summary>What a key of <see cref="Truth"/> expects.</summary>
    public const string TrueOrFalse = "true or false";

    /// <summary>The unit of a number, in the plural (<c>seconds</c>). Empty: a count, or no number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Lines of YAML that stand below the key. The documented file has them as comments. Empty: there are none.</summary>
    public string Example { get; init; } = "";

    /// <summary>The flag that wins over the file. Empty: there is none.</summary>
    public string Flag { get; init; } = "";

    /// <summary>The environment variable that wins over the file. A flag wins over it. Empty: there is none.</summary>
    public string Variable { get; init; } = "";

    public static ConfigKey<T> Truth(string name, string meaning, Func<T, bool, T> set) =>
        Single(
            name,
            meaning,
            TrueOrFalse,
            (config, value) =>
                value.Kind is ConfigKind.Truth or ConfigKind.Loose && bool.TryParse(value.Text, out var truth) ? set(config, truth) : null
        );

    public static ConfigKey<T> Whole(string name, string meaning, int least, int most, Func<T, int, T> set) =>
        Single(
            name,
            meaning,
            $"a whole number from {least} to {most}",
            (config, value) =>
                value.Kind is ConfigKind.Number or ConfigKind.Loose
                && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
                    ? set(config, number)
                    : null
        );

    public static ConfigKey<T> Number(string name, string meaning, double least, double most, Func<T, double, T> set) =>
        Single(
            name,
            meaning,
            string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
            (config, value) =>
                value.Kind is ConfigKind.Number or ConfigKind.Loose
                && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
                    ? set(config, number)
                    : null
        );

    /// <summary>Text of any number of lines.</summary>
    public static ConfigKey<T> Text(string name, string meaning, Func<T, string, T> set) =>
        Single(name, meaning, "text", (config, value) => value.IsText && !value.Text.Contains('\0') ? set(config, value.Text) : null);

    /// <summary>One line; a check of its own where the text becomes more than text.</summary>
    public static ConfigKey<T> Line(
        string name,
        string meaning,
        Func<T, string, T> set,
        string expects = "one line of text",
        Predicate<string>? fits = null
    ) =>
        Single(
            name,
            meaning,
            expects,
            (config, value) =>
                value.IsText && !value.Text.Any(char.IsControl) && (value.Text.Length == 0 || fits is null || fits(value.Text))
                    ? set(config, value.Text)
                    : null
        );

    /// <summary>A path of this machine, made absolute.</summary>
    /// <param name="name">The key.</param>
    /// <param name="meaning">What the path is for.</param>
    /// <param name="set">Takes the absolute path.</param>
    /// <param name="word">A text that is no path and stays as it is.</param>
    public static ConfigKey<T> LocalPath(string name, string meaning, Func<T, string, T> set, string word = "") =>
        Single(
            name,
            meaning,
            word.Length == 0 ? "a path" : $"a path or {word}",
            (config, value) =>
                value.IsText && !value.Text.Any(char.IsControl)
                    ? set(config, value.Text.Length == 0 || value.Text == word ? value.Text : Path.GetFullPath(value.Text, value.Folder))
                    : null
        );

    public static ConfigKey<T> OneOf<TName>(string name, string meaning, Func<T, TName, T> set)
        where TName : struct, Enum =>
        Single(
            name,
            meaning,
            "one of " + string.Join(", ", Enum.GetNames<TName>()),
            (config, value) =>
                value.IsText && Enum.GetNames<TName>().Contains(value.Text, StringComparer.OrdinalIgnoreCase)
                    ? set(config, Enum.Parse<TName>(value.Text, ignoreCase: true))
                    : null
        );

    public static ConfigKey<T> Words(
        string name,
        string meaning,
        Func<T, IReadOnlyList<string>, T> set,
        string expects = "a list of words",
        Predicate<string>? fits = null
    ) =>
        Single(
            name,
            meaning,
            expects,
            (config, value) =>
                value.Kind == ConfigKind.List && value.Parts.All(part => IsWord(part.Value) && (fits is null || fits(part.Value.Text)))
                    ? set(config, [.. value.Parts.Select(part => part.Value.Text)])
                    : null
        );

    private static bool IsWord(ConfigValue value) => value.IsSingle && value.Text.Length > 0 && !value.Text.Any(char.IsControl);

    /// <param name="name">The key.</param>
    /// <param name="meaning">What the key does.</param>
    /// <param name="expects">What the value must be, in words.</param>
    /// <param name="trySet">The changed configuration, or null when the value is not what is expected.</param>
    public static ConfigKey<T> Single(string name, string meaning, string expects, Func<T, ConfigValue, T?> trySet) =>
        new(
            name,
            meaning,
            expects,
            (config, entry, faults) =>
            {
                if (trySet(config, entry.Value) is { } changed)
                    return changed;
                faults.Add(entry, $"{entry.Value.Given}, {expects} is expected");
                return config;
            }
        );
}
