namespace HtcondorActors.Http.Configuration;

/// <summary>A flag of the command line that wins over a key.</summary>
/// <param name="Name">With its two dashes.</param>
/// <param name="Key">The key's name.</param>
/// <param name="Words">What <c>--help</c> says of it: the key, its meaning, what it takes, its variable.</param>
/// <param name="TakesValue">False: the flag alone means true.</param>
public sealed record ConfigFlag(string Name, string Key, string Words, bool TakesValue);

/// <summary>All flags, as the keys say them.</summary>
public static class ConfigFlags
{
    public static IReadOnlyList<ConfigFlag> All { get; } =
    [
        .. ConfigKeys
            .All.Where(key => key.Flag.Length > 0)
            .Select(key => new ConfigFlag(key.Flag, key.Name, Words(key), key.Expects != ConfigKey<SidecarConfig>.TrueOrFalse)),
    ];

    private static string Words(ConfigKey<SidecarConfig> key) =>
        $"{key.Name}: {key.Meaning}" + (key.Variable.Length > 0 ? $" Else ${key.Variable}." : "");
}
