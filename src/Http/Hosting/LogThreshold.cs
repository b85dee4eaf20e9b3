namespace HtcondorActors.Http.Hosting;

/// <summary>The level from which on entries are logged. It may be changed while the process runs.</summary>
internal sealed class LogThreshold(LogLevel level)
{
    private volatile LogLevel _level = level;

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <param name="level">The entry's.</param>
    /// <param name="least">What is asked for at least, whatever the configuration says.</param>
    public bool Lets(LogLevel level, LogLevel least = LogLevel.Trace) => level >= _level && level >= least;
}
