using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Configuration;

/// <summary>File, environment and flags to one configuration, or to all that is wrong with them, at once.</summary>
/// <param name="Config">Usable only when there are no faults.</param>
/// <param name="Faults">One line each: where, which key, what was given, what is expected.</param>
public sealed record ConfigReading(SidecarConfig Config, IReadOnlyList<string> Faults)
{
    public const string FileName = "SidecarConfig.yaml";

    /// <summary>As the sister plugins name theirs: the file, where no flag says so; the port that interLink itself is told of.</summary>
    public const string FileVariable = "SIDECARCONFIGPATH";
    public const string PortVariable = "SIDECARPORT";

    /// <param name="file">From <c>--config</c>; null: the variable, else the current folder's file, else the one beside the
    /// program.</param>
    /// <param name="flags">Win over the file; an empty value of a flag sets nothing, as the plugin before this one had it.</param>
    /// <param name="variable">Reads the environment.</param>
    public static ConfigReading Of(string? file, IEnumerable<ConfigEntry> flags, Func<string, string?> variable)
    {
        var faults = new List<string>();
        var path = FindFile(file, variable);
        var entries = path is null ? [] : SidecarConfigFile.Read(path, faults);
        var fromEnvironment = new ConfigEntry(
            PortVariable,
            nameof(SidecarConfig.SidecarPort),
            ConfigValue.Loose(variable(PortVariable) ?? "")
        );
        var overrides = flags.Prepend(fromEnvironment).Where(entry => entry.Value.Text.Length > 0);

        var home = path is null ? Environment.CurrentDirectory : Path.GetDirectoryName(path)!;
        var config = new SidecarConfig { DataRootFolder = Path.Combine(home, "data") };
        foreach (var entry in entries.Concat(overrides))
            config = ConfigMaps.Set(ConfigKeys.All, config, entry, "", faults);
        faults.AddRange(Together(config));
        // A key may be any text.
        return new ConfigReading(config, [.. faults.Select(OneLine.Of)]);
    }

    /// <summary>What no key can say alone.</summary>
    private static IEnumerable<string> Together(SidecarConfig config)
    {
        if (config.DataRootFolder.Length == 0)
            yield return "DataRootFolder: empty, a path is expected";
        if (config.SidecarHost.Length == 0 && config.Socket.Length == 0)
            yield return "SidecarHost: empty, an address is expected where no Socket is given";
        foreach (var fault in ListenKeys.Together(config))
            yield return fault;
        if (config.DefaultFlavor.Length > 0 && config.Flavors.All(flavor => flavor.Name != config.DefaultFlavor))
            yield return "DefaultFlavor: one of Flavors is expected";
        foreach (
            var name in config
                .Flavors.GroupBy(flavor => flavor.Name)
                .Where(same => same.Key.Length > 0 && same.Count() > 1)
                .Select(same => same.Key)
        )
            yield return $"Flavors: {name} is there twice";
        if (config.RetryAtMostSeconds < config.RetryAfterSeconds)
            yield return $"RetryAtMostSeconds: {config.RetryAtMostSeconds} is given, RetryAfterSeconds ({config.RetryAfterSeconds}) "
                + "or more "
                + "is expected";
        // A submit that the schedd removes before we had the time to look at it could never be released.
        var held = (config.SubmitTimeLimitSeconds + config.QueryTimeLimitSeconds) / 60;
        if (config.AbandonedAfterMinutes <= held)
            yield return $"AbandonedAfterMinutes: {config.AbandonedAfterMinutes} is given, more than SubmitTimeLimitSeconds and "
                + $"QueryTimeLimitSeconds together ({held} min) is expected";
    }

    private static string? FindFile(string? file, Func<string, string?> variable)
    {
        if (!string.IsNullOrEmpty(file))
            return Path.GetFullPath(file);
        if (variable(FileVariable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        string[] places = [Path.GetFullPath(FileName), Path.Combine(AppContext.BaseDirectory, FileName)];
        return places.FirstOrDefault(File.Exists);
    }
}
