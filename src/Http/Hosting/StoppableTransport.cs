using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace HtcondorActors.Http.Hosting;

/// <summary>A transport for Kestrel that stops accepting connections before Kestrel closes those that it has.</summary>
internal sealed class StoppableTransport(IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    : IConnectionListenerFactory,
        IDisposable
{
    private readonly SocketConnectionContextFactory _connections = new(
        new SocketConnectionFactoryOptions(),
        loggers.CreateLogger<SocketConnectionContextFactory>()
    );

    private StoppableListener? _listener;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = options.Value.CreateBoundListenSocket(endpoint);
        socket.Listen(options.Value.Backlog);
        _listener = new StoppableListener(socket, _connections);
        return ValueTask.FromResult<IConnectionListener>(_listener);
    }

    /// <summary>Later connections wait for the next process where systemd holds the socket. Kestrel stops the listener once more.</summary>
    public ValueTask StopAcceptingAsync() => _listener?.UnbindAsync(CancellationToken.None) ?? ValueTask.CompletedTask;

    public void Dispose() => _connections.Dispose();
}
