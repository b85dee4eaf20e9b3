using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Drops what Akka.NET logs every few seconds about a node that is away. <see cref="MembershipActor"/> says it once, and
/// <see cref="PeerCertificates"/> says once why a node is refused.
/// </summary>
/// <param name="inner">Makes the loggers. It belongs to the process, so it is not disposed of here.</param>
internal sealed class RepetitionFilter(ILoggerFactory inner) : ILoggerFactory
{
    private static readonly string[] Repeated =
    [
        "/endpointManager/",
        "[remoting (akka://",
        "Marking node(s) as",
        "Requested shard homes",
        "was unable to update a distributed state",
        "TLS handshake failed",
        "Rejected incoming connection",
        "Trying to register to coordinator",
        "No coordinator found to register",
        "Couldn't join seed nodes",
        "during hand off to avoid re-ordering",
        "/system/transports/",
    ];

    public ILogger CreateLogger(string categoryName) => new FilteredLogger(inner.CreateLogger(categoryName), IsDropped);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() { }

    private static bool IsDropped(EventId entry, Func<string> text)
    {
        var words = text();
        return Repeated.Any(part => words.Contains(part, StringComparison.Ordinal));
    }
}
