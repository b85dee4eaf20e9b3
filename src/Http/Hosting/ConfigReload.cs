using System.Reflection;
using System.Text.Json;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Reads the configuration anew while the process runs. What can be changed without a restart is changed: the log level. Each other key
/// that differs is named. A configuration that has faults changes nothing. (Certificates and tokens are read anew by themselves.)
/// </summary>
/// <param name="atStart">What the process was started with.</param>
/// <param name="read">Reads all of it again: file, environment and flags.</param>
/// <param name="threshold">The log level that holds.</param>
/// <param name="log">Says what was changed and what was not.</param>
internal sealed class ConfigReload(SidecarConfig atStart, Func<ConfigReading> read, LogThreshold threshold, ILogger log)
{
    private readonly Lock _turn = new();

    public void Run()
    {
        lock (_turn)
        {
            var (config, faults) = read();
            foreach (var fault in faults) log.LogError("the configuration was read anew and nothing is changed: {Fault}", fault);
            if (faults.Count > 0) return;
            Apply(config);
        }
    }

    private void Apply(SidecarConfig config)
    {
        var before = threshold.Level;
        threshold.Level = config.LogLevel;
        string[] waiting = [.. Keys.Where(key => key.Name != nameof(SidecarConfig.LogLevel) && Text(key, config) != Text(key, atStart)).Select(key => key.Name)];
        // At the level of a warning, so that it is read at either level.
        log.LogWarning("the configuration was read anew: LogLevel is {Level}{Before}; {Restart}", config.LogLevel, before == config.LogLevel ? ", as before" : $", it was {before}",
            waiting.Length == 0 ? "nothing else has changed" : $"a restart is needed for {string.Join(", ", waiting)}");
    }

    private static PropertyInfo[] Keys { get; } = [.. ConfigKeys.All.Select(key => typeof(SidecarConfig).GetProperty(key.Name)!)];

    private static string Text(PropertyInfo key, SidecarConfig config) => JsonSerializer.Serialize(key.GetValue(config), key.PropertyType);
}
