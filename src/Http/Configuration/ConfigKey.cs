using System.Globalization;

namespace HtcondorActors.Http.Configuration;

/// <summary>One key of SidecarConfig.yaml: its name, what it takes, and where that goes.</summary>
/// <param name="Name">Exactly as in the file.</param>
/// <param name="Expects">Type and bound in words, for the fault line.</param>
/// <param name="TrySet">The configuration with the value in it, or null when the value is of another type or out of bound.</param>
internal sealed record ConfigKey(string Name, string Expects, Func<SidecarConfig, ConfigValue, SidecarConfig?> TrySet)
{
    public static ConfigKey Truth(string name, Func<SidecarConfig, bool, SidecarConfig> set) =>
        new(name, "true or false", (config, value) =>
            value.Kind is ConfigKind.Truth or ConfigKind.Loose && bool.TryParse(value.Text, out var truth) ? set(config, truth) : null);

    public static ConfigKey Whole(string name, int least, int most, Func<SidecarConfig, int, SidecarConfig> set) =>
        new(name, $"a whole number from {least} to {most}", (config, value) =>
            value.Kind is ConfigKind.Number or ConfigKind.Loose
            && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
                ? set(config, number)
                : null);

    public static ConfigKey Number(string name, double least, double most, Func<SidecarConfig, double, SidecarConfig> set) =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), (config, value) =>
            value.Kind is ConfigKind.Number or ConfigKind.Loose
            && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
                ? set(config, number)
                : null);

    /// <summary>Text of any number of lines.</summary>
    public static ConfigKey Text(string name, Func<SidecarConfig, string, SidecarConfig> set) =>
        new(name, "text", (config, value) => IsText(value) && !value.Text.Contains('\0') ? set(config, value.Text) : null);

    /// <summary>One line; a check of its own where the text becomes more than text.</summary>
    public static ConfigKey Line(string name, Func<SidecarConfig, string, SidecarConfig> set, string expects = "one line of text", Predicate<string>? fits = null) =>
        new(name, expects, (config, value) =>
            IsText(value) && !value.Text.Any(char.IsControl) && (value.Text.Length == 0 || fits is null || fits(value.Text)) ? set(config, value.Text) : null);

    /// <summary>A path of this machine, made absolute.</summary>
    /// <param name="name">The key.</param>
    /// <param name="set">Takes the absolute path.</param>
    /// <param name="word">A text that is no path and stays as it is.</param>
    public static ConfigKey LocalPath(string name, Func<SidecarConfig, string, SidecarConfig> set, string word = "") =>
        new(name, "a path", (config, value) =>
            IsText(value) && !value.Text.Any(char.IsControl)
                ? set(config, value.Text.Length == 0 || value.Text == word ? value.Text : Path.GetFullPath(value.Text, value.Folder))
                : null);

    public static ConfigKey Words(string name, Func<SidecarConfig, IReadOnlyList<string>, SidecarConfig> set) =>
        new(name, "a list of words", (config, value) =>
            value.Kind == ConfigKind.List && !value.Items.Any(item => item.Length == 0 || item.Any(char.IsControl)) ? set(config, value.Items) : null);

    public static ConfigKey OneOf<T>(string name, Func<SidecarConfig, T, SidecarConfig> set)
        where T : struct, Enum =>
        new(name, "one of " + string.Join(", ", Enum.GetNames<T>()), (config, value) =>
            IsText(value) && Enum.GetNames<T>().Contains(value.Text, StringComparer.OrdinalIgnoreCase)
                ? set(config, Enum.Parse<T>(value.Text, ignoreCase: true))
                : null);

    private static bool IsText(ConfigValue value) => value.Kind is ConfigKind.Text or ConfigKind.Loose;
}
