using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace HtcondorActors.Http.Hosting;

/// <summary>Kestrel's own transport, extended so that it can stop accepting connections before Kestrel closes the open ones.</summary>
internal sealed class StoppableTransport(IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    : IConnectionListenerFactory,
        IAsyncDisposable
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private StoppableListener? _listener;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _listener = new StoppableListener(await _sockets.BindAsync(endpoint, cancellationToken));

    /// <summary>
    /// Stops accepting. If systemd holds the socket, later connections wait for the next process. Kestrel stops the listener again
    /// afterwards.
    /// </summary>
    public ValueTask StopAcceptingAsync() => _listener?.UnbindAsync(CancellationToken.None) ?? ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;
}
