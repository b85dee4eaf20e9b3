using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Drops two kinds of Kestrel's log entries. Each has a stack trace. Kestrel writes them when a connection ends within a body, or sends
/// invalid chunks or trailers, so callers decide how often. Failures of the sidecar's own code never reach Kestrel: <see
/// cref="Endpoints.ErrorMiddleware"/> logs them. All other warnings of Kestrel are written (an exhausted thread pool, a failed connection
/// handler, a read of a body that was not completed).
/// </summary>
internal sealed class KestrelLogFilter(ILoggerFactory inner) : ILoggerFactory
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel";

    private static readonly HashSet<string> Dropped = ["ApplicationError", "RequestBodyDrainBodyReaderInvalidState"];

    public ILogger CreateLogger(string categoryName) =>
        categoryName == Category ? new FilteredLogger(inner.CreateLogger(categoryName), IsDropped) : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private static bool IsDropped(EventId entry, Func<string> text) => entry.Name is { } name && Dropped.Contains(name);
}
