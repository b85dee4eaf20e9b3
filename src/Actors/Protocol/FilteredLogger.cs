using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Protocol;

/// <summary>Leaves out some entries of a log, and writes all others.</summary>
/// <param name="log">Writes them.</param>
/// <param name="isDropped">True for an entry that is left out. It gets the entry's id, and a function that makes its text.</param>
public sealed class FilteredLogger(ILogger log, Func<EventId, Func<string>, bool> isDropped) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => log.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!isDropped(eventId, () => formatter(state, exception)))
            log.Log(logLevel, eventId, state, exception, formatter);
    }
}
