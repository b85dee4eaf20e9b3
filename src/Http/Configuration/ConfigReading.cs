namespace HtcondorActors.Http.Configuration;

/// <summary>File, environment and flags to one configuration, or to all that is wrong with them, at once.</summary>
public sealed class ConfigReading
{
    public const string FileName = "SidecarConfig.yaml";

    /// <summary>The variables have the names that the other plugins of interLink use.</summary>
    public const string FileVariable = "SIDECARCONFIGPATH";
    public const string PortVariable = "SIDECARPORT";

    /// <summary>Nodes that share one file, as the pods of a StatefulSet do, differ in this variable only.</summary>
    public const string ClusterHostVariable = "SIDECARCLUSTERHOST";

    private readonly ConfigFaults _faults;

    private ConfigReading(SidecarConfig config, ConfigFaults faults, string? file) => (Config, _faults, File) = (config, faults, file);

    /// <summary>The file that was read; null if there is none, so that every key has its default.</summary>
    public string? File { get; }

    /// <summary>Usable only when there are no faults.</summary>
    public SidecarConfig Config { get; }

    /// <summary>One line each: where, which key, what was given, what is expected.</summary>
    public IReadOnlyList<string> Faults => _faults.Lines;

    /// <summary>True if there are faults, and all of them may go away by themselves.</summary>
    internal bool MayPass => _faults.MayPass;

    public void Deconstruct(out SidecarConfig config, out IReadOnlyList<string> faults) => (config, faults) = (Config, Faults);

    /// <param name="file">From <c>--config</c>; null: the variable, else the current folder's file, else the one beside the
    /// program.</param>
    /// <param name="flags">Win over the file. An empty value of a flag sets nothing, as in the Python plugin.</param>
    /// <param name="variable">Reads the environment.</param>
    public static ConfigReading Of(string? file, IEnumerable<ConfigEntry> flags, Func<string, string?> variable)
    {
        var faults = new ConfigFaults();
        var path = FindFile(file, variable);
        var entries = path is null ? [] : SidecarConfigFile.Read(path, faults);
        var variables = ConfigKeys
            .All.Where(key => key.Variable.Length > 0)
            .Select(key => new ConfigEntry(key.Variable, key.Name, ConfigValue.Loose(variable(key.Variable) ?? "")));
        var overrides = variables.Concat(flags).Where(entry => entry.Value.Text.Length > 0);

        var home = path is null ? Environment.CurrentDirectory : Path.GetDirectoryName(path)!;
        var config = new SidecarConfig();
        config = config with { DataRootFolder = Path.Combine(home, config.DataRootFolder) };
        foreach (var entry in entries.Concat(overrides))
        {
            faults.Given(entry);
            config = ConfigMaps.Set(ConfigKeys.All, config, entry, "", faults);
        }
        return new ConfigReading(config, faults, path).Add(ConfigRules.Faults(config));
    }

    /// <summary>Adds what only the rooms behind this one, or the files of this machine, can say of the configuration.</summary>
    internal ConfigReading Add(IEnumerable<ConfigFault> faults)
    {
        foreach (var fault in faults)
            _faults.Add(fault);
        return this;
    }

    private static string? FindFile(string? file, Func<string, string?> variable)
    {
        if (!string.IsNullOrEmpty(file))
            return Path.GetFullPath(file);
        if (variable(FileVariable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        string[] places = [Path.GetFullPath(FileName), Path.Combine(AppContext.BaseDirectory, FileName)];
        return places.FirstOrDefault(System.IO.File.Exists);
    }
}
