using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace HtcondorActors.Http.Hosting;

/// <summary>Kestrel's own transport, which can stop to accept connections before Kestrel closes those that it has.</summary>
internal sealed class StoppableTransport(IOptions<SocketTransportOptions> options, ILoggerFactory loggers) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private IConnectionListener? _listener;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _listener = await _sockets.BindAsync(endpoint, cancellationToken);

    /// <summary>Whoever connects from now on is not this process's: with a socket of systemd's he waits for the next one. Kestrel does the
    /// same once more.</summary>
    public ValueTask StopAcceptingAsync() => _listener?.UnbindAsync(CancellationToken.None) ?? ValueTask.CompletedTask;
}
