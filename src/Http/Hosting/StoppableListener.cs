using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Accepts connections until it is stopped. The socket is closed only when no accept is in progress. .NET disconnects a socket that is
/// closed during a call, and a listening socket then stops listening for every process that holds it: with a socket of systemd's, callers
/// were refused until the next start (seen once in some hundred restarts of a busy machine).
/// </summary>
/// <param name="socket">It listens. The listener owns it.</param>
/// <param name="connections">Makes Kestrel's connections of accepted sockets.</param>
internal sealed class StoppableListener(Socket socket, SocketConnectionContextFactory connections) : IConnectionListener
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1);

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>Null: the listener was stopped.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    // An accept that has succeeded is not cancelled: its connection is served.
                    var accepted = await socket.AcceptAsync(_stop.Token);
                    if (EndPoint is IPEndPoint)
                        accepted.NoDelay = true;
                    return connections.Create(accepted);
                }
                catch (SocketException)
                {
                    // The caller has left before it was accepted.
                }
                catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
            }
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _stop.CancelAsync();
        await _turn.WaitAsync(cancellationToken);
        socket.Dispose();
        _turn.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _stop.Dispose();
        _turn.Dispose();
    }
}
