using System.Globalization;

namespace HtcondorActors.Http.Configuration;

/// <summary>One key of SidecarConfig.yaml, or of a map in it: its name, what it takes, and where that goes.</summary>
/// <param name="Name">Exactly as in the file.</param>
/// <param name="Expects">Type and bound in words, for the fault line.</param>
/// <param name="Set">The configuration with the value in it; unchanged, with a line added to the faults, when the value is of another type
/// or out of bound.</param>
internal sealed record ConfigKey<T>(string Name, string Expects, Func<T, ConfigEntry, ICollection<string>, T> Set)
    where T : class
{
    public static ConfigKey<T> Truth(string name, Func<T, bool, T> set) =>
        Single(
            name,
            "true or false",
            (config, value) =>
                value.Kind is ConfigKind.Truth or ConfigKind.Loose && bool.TryParse(value.Text, out var truth) ? set(config, truth) : null
        );

    public static ConfigKey<T> Whole(string name, int least, int most, Func<T, int, T> set) =>
        Single(
            name,
            $"a whole number from {least} to {most}",
            (config, value) =>
                value.Kind is ConfigKind.Number or ConfigKind.Loose
                && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
                    ? set(config, number)
                    : null
        );

    public static ConfigKey<T> Number(string name, double least, double most, Func<T, double, T> set) =>
        Single(
            name,
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
    public static ConfigKey<T> Text(string name, Func<T, string, T> set) =>
        Single(name, "text", (config, value) => value.IsText && !value.Text.Contains('\0') ? set(config, value.Text) : null);

    /// <summary>One line; a check of its own where the text becomes more than text.</summary>
    public static ConfigKey<T> Line(
        string name,
        Func<T, string, T> set,
        string expects = "one line of text",
        Predicate<string>? fits = null
    ) =>
        Single(
            name,
            expects,
            (config, value) =>
                value.IsText && !value.Text.Any(char.IsControl) && (value.Text.Length == 0 || fits is null || fits(value.Text))
                    ? set(config, value.Text)
                    : null
        );

    /// <summary>A path of this machine, made absolute.</summary>
    /// <param name="name">The key.</param>
    /// <param name="set">Takes the absolute path.</param>
    /// <param name="word">A text that is no path and stays as it is.</param>
    public static ConfigKey<T> LocalPath(string name, Func<T, string, T> set, string word = "") =>
        Single(
            name,
            "a path",
            (config, value) =>
                value.IsText && !value.Text.Any(char.IsControl)
                    ? set(config, value.Text.Length == 0 || value.Text == word ? value.Text : Path.GetFullPath(value.Text, value.Folder))
                    : null
        );

    public static ConfigKey<T> OneOf<TName>(string name, Func<T, TName, T> set)
        where TName : struct, Enum =>
        Single(
            name,
            "one of " + string.Join(", ", Enum.GetNames<TName>()),
            (config, value) =>
                value.IsText && Enum.GetNames<TName>().Contains(value.Text, StringComparer.OrdinalIgnoreCase)
                    ? set(config, Enum.Parse<TName>(value.Text, ignoreCase: true))
                    : null
        );

    public static ConfigKey<T> Words(
        string name,
        Func<T, IReadOnlyList<string>, T> set,
        string expects = "a list of words",
        Predicate<string>? fits = null
    ) =>
        Single(
            name,
            expects,
            (config, value) =>
                value.Kind == ConfigKind.List && value.Parts.All(part => IsWord(part.Value) && (fits is null || fits(part.Value.Text)))
                    ? set(config, [.. value.Parts.Select(part => part.Value.Text)])
                    : null
        );

    private static bool IsWord(ConfigValue value) => value.IsSingle && value.Text.Length > 0 && !value.Text.Any(char.IsControl);

    private static ConfigKey<T> Single(string name, string expects, Func<T, ConfigValue, T?> trySet) =>
        new(
            name,
            expects,
            (config, entry, faults) =>
            {
                if (trySet(config, entry.Value) is { } changed)
                    return changed;
                faults.Add($"{entry.Origin}: {entry.Key}: {entry.Value.Given}, {expects} is expected");
                return config;
            }
        );
}
