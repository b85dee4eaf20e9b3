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
            try
            {
                Read();
            }
            // A signal's handler that throws ends the process.
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
        // Said before a level that would hide it holds, and after one that shows it.
        if (config.LogLevel < before)
            threshold.Level = config.LogLevel;
        log.ConfigReloaded(
            config.LogLevel,
            before == config.LogLevel ? ", as before" : $", it was {before}",
            waiting.Length == 0 ? "nothing else has changed" : $"a restart is needed for {string.Join(", ", waiting)}"
        );
        threshold.Level = config.LogLevel;
    }

    private static PropertyInfo[] Keys { get; } = [.. ConfigKeys.All.Select(key => typeof(SidecarConfig).GetProperty(key.Name)!)];

    private static string Text(PropertyInfo key, SidecarConfig config) => JsonSerializer.Serialize(key.GetValue(config), key.PropertyType);
}
