namespace HtcondorActors.Http.Hosting;

/// <summary>The lowest level that is logged. It can change while the process runs.</summary>
internal sealed class LogThreshold(LogLevel level)
{
    private volatile LogLevel _level = level;
    private volatile LogLevel _configured = level;

    /// <summary>The level of the configuration, as it was read last.</summary>
    public LogLevel Configured
    {
        get => _configured;
        set => _configured = value;
    }

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <param name="level">The entry's level.</param>
    /// <param name="least">A lower bound that applies whatever the configuration says.</param>
    public bool Lets(LogLevel level, LogLevel least = LogLevel.Trace) => level >= _level && level >= least;
}
