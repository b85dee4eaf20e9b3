using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Writes each log entry on one line: time, level, category and message. Messages may contain foreign text (hold reasons, file names,
/// quotes from libraries), and callers may not have cleaned it. So every line passes through <see cref="OneLine"/> here.
/// </summary>
/// <param name="lines">Receives the lines.</param>
/// <param name="clock">Gives the time of each entry.</param>
internal sealed class PlainLog(LogOutput lines, TimeProvider clock) : ILoggerProvider
{
    private const int LongestEntry = 16 * 1024;

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, lines, clock);

    public void Dispose() { }

    private sealed class Category(string name, LogOutput lines, TimeProvider clock) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        /// <summary>The factory's filters have already decided.</summary>
        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var words = formatter(state, exception);
            if (exception is { } fault)
                words += " " + fault;
            lines.Write(
                $"{clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {NameOf(logLevel)}: {name}[{eventId.Id}] "
                    + $"{OneLine.Of(words, LongestEntry)}"
            );
        }
    }

    private static string NameOf(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
}
