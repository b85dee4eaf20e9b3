namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Drops three entries of Kestrel's log, each with a stack trace. Kestrel writes them for a connection that is cut off in a body, or sends
/// chunks or trailers that are none, so callers decide how often. What fails in the sidecar's own code never gets as far as Kestrel:
/// <see cref="Endpoints.ErrorMiddleware"/> logs it. All else that Kestrel warns of is written (an exhausted thread pool, a connection's own
/// code that failed).
/// </summary>
internal sealed class KestrelLogFilter(ILoggerFactory inner) : ILoggerFactory
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>By the names that Kestrel gives its entries, and by its words where it gives none.</summary>
    private static readonly HashSet<string> Dropped =
    [
        "ApplicationError",
        "RequestBodyDrainBodyReaderInvalidState",
        "Connection processing ended abnormally.",
    ];

    public ILogger CreateLogger(string categoryName) =>
        categoryName == Category ? new FilteredLogger(inner.CreateLogger(categoryName)) : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class FilteredLogger(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!Dropped.Contains(eventId.Name ?? formatter(state, exception)))
                log.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
