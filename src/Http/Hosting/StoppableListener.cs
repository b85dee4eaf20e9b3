using System.Net;
using Microsoft.AspNetCore.Connections;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// A listener that closes its socket only when no accept is in progress. .NET disconnects a socket that is closed during a call, and a
/// listening socket then stops listening for every process that holds it. With a socket of systemd, callers were refused until the next
/// start (observed on a busy machine).
/// </summary>
/// <param name="sockets">Kestrel's listener, which passes its token to the socket's accept.</param>
internal sealed class StoppableListener(IConnectionListener sockets) : IConnectionListener
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _turn = new(1);

    public EndPoint EndPoint => sockets.EndPoint;

    /// <summary>Null if the listener was stopped. An accept that has succeeded is not cancelled, so its connection is served.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _stop.IsCancellationRequested ? null : await sockets.AcceptAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
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
        try
        {
            await sockets.UnbindAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Kestrel and the service container both dispose of the listener; the second time has no effect.</summary>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        await sockets.DisposeAsync();
    }
}
