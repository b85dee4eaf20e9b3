using System.Collections.Concurrent;
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
    private readonly ConcurrentBag<StoppableListener> _listeners = [];

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new StoppableListener(await _sockets.BindAsync(endpoint, cancellationToken));
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>
    /// Stops accepting, on all listeners. If systemd holds the socket, later connections wait for the next process. Kestrel stops the
    /// listeners again afterwards.
    /// </summary>
    public async ValueTask StopAcceptingAsync()
    {
        foreach (var listener in _listeners)
            await listener.UnbindAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
    }
}
