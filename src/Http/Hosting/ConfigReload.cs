using System.Reflection;
using System.Text.Json;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Reads the configuration again while the process runs. Only the log level changes without a restart; the log names each other key that
/// differs. A configuration with faults changes nothing. (Certificates and tokens are reloaded automatically.)
/// </summary>
/// <param name="atStart">The configuration at the start of the process.</param>
/// <param name="read">Reads the whole configuration again: file, environment and flags.</param>
/// <param name="threshold">The log level in effect.</param>
/// <param name="log">Gets what was changed and what was not.</param>
internal sealed class ConfigReload(SidecarConfig atStart, Func<ConfigReading> read, LogThreshold threshold, ILogger log)
{
    private readonly Lock _turn = new();

    public void Run()
    {
        lock (_turn)
        {
            try
            {
                Read();
            }
            // An exception in a signal handler would end the process.
            catch (Exception fault)
            {
                log.ConfigUnreadable(fault.Message);
            }
        }
    }

    private void Read()
    {
        var (config, faults) = read();
        foreach (var fault in faults)
            log.ConfigFault(fault);
        if (faults.Count == 0)
            Apply(config);
    }

    private void Apply(SidecarConfig config)
    {
        var before = threshold.Level;
        string[] waiting =
        [
            .. Keys.Where(key => key.Name != nameof(SidecarConfig.LogLevel) && Text(key, config) != Text(key, atStart))
                .Select(key => key.Name),
        ];
        // A lower level is set before this entry and a higher one after it, so that the new level does not hide the entry.
        if (config.LogLevel < before)
            threshold.Level = config.LogLevel;
        log.ConfigReloaded(
            config.LogLevel,
            before == config.LogLevel ? ", as before" : $", it was {before}",
            waiting.Length == 0 ? "nothing else has changed" : $"a restart is needed for {string.Join(", ", waiting)}"
        );
        (threshold.Level, threshold.Configured) = (config.LogLevel, config.LogLevel);
    }

    private static PropertyInfo[] Keys { get; } = [.. ConfigKeys.All.Select(key => typeof(SidecarConfig).GetProperty(key.Name)!)];

    private static string Text(PropertyInfo key, SidecarConfig config) => JsonSerializer.Serialize(key.GetValue(config), key.PropertyType);
}
