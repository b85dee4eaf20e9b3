using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog<T> : ILogger<T>
{
    private readonly List<(LogLevel Level, string Line)> _entries = [];

    public IReadOnlyList<(LogLevel Level, string Line)> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    public IReadOnlyList<string> Lines => [.. Entries.Select(entry => entry.Line)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        lock (_entries)
            _entries.Add((logLevel, formatter(state, exception)));
    }
}
