using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace HtcondorActors.Http.Hosting;

/// <summary>Kestrel's own transport, which can stop accepting connections before Kestrel closes those that it has.</summary>
internal sealed class StoppableTransport(IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    : IConnectionListenerFactory,
        IAsyncDisposable
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private StoppableListener? _listener;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _listener = new StoppableListener(await _sockets.BindAsync(endpoint, cancellationToken));

    /// <summary>Later connections wait for the next process where systemd holds the socket. Kestrel stops the listener once more.</summary>
    public ValueTask StopAcceptingAsync() => _listener?.UnbindAsync(CancellationToken.None) ?? ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;
}
