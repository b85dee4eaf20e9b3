namespace HtcondorActors.Http.Hosting;

/// <summary>Gives each log entry its form, and passes it to the output.</summary>
/// <param name="output">Receives the entries. It also says when entries were lost.</param>
/// <param name="form">The form of an entry.</param>
/// <param name="clock">Gives the time of each entry.</param>
internal sealed class FormattedLog(LogOutput output, ILogForm form, TimeProvider clock) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(categoryName, output, form, clock);

    public void Dispose() { }

    private sealed class Category(string name, LogOutput output, ILogForm form, TimeProvider clock) : ILogger
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
        ) =>
            output.Write(
                form.Of(
                    new LogEntry(
                        clock.GetUtcNow(),
                        logLevel,
                        name,
                        eventId,
                        formatter(state, exception),
                        exception,
                        state as IReadOnlyList<KeyValuePair<string, object?>> ?? []
                    )
                )
            );
    }
}
