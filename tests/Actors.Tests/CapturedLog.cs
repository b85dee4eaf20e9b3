using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class CapturedLog<T> : ILogger<T>
{
    private readonly List<(LogLevel Level, string Line)> _entries = [];
    private readonly List<LoggedFields> _fields = [];

    public IReadOnlyList<(LogLevel Level, string Line)> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    /// <summary>The same entries as a log store sees them.</summary>
    public IReadOnlyList<LoggedFields> Fields
    {
        get
        {
            lock (_entries)
                return [.. _fields];
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
        {
            _entries.Add((logLevel, formatter(state, exception)));
            _fields.Add(new(logLevel, eventId.Name, ReasonIn(state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])));
        }
    }

    private static string? ReasonIn(IEnumerable<KeyValuePair<string, object?>> values) =>
        values
            .SelectMany(value =>
                value.Value is ILogFields many ? many.Fields.Select(one => new KeyValuePair<string, object?>(one.Key, one.Value)) : [value]
            )
            .FirstOrDefault(value => value.Key == "Reason")
            .Value as string;
}

/// <summary>What a structured log has beside the words.</summary>
internal sealed record LoggedFields(LogLevel Level, string? Name, string? Reason);
