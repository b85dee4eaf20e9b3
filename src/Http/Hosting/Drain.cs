using HtcondorActors.Http.Endpoints;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The first step of a stop: accepts no new connections, but serves callers that have connected. Kestrel alone would close an accepted
/// connection on which nothing was sent yet, and interLink would then fail the pod.
/// </summary>
internal sealed class Drain(StoppableTransport transport, PendingCreates creates) : IHostedLifecycleService
{
    private static readonly object Key = new();

    /// <summary>
    /// The drain ends when no request has come for this time. By then the last answer on each open connection has said that the connection
    /// will be closed. A request on a connection that is closed in the same moment would be lost.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>The system clock, like that of the host's own limit for a stop.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;

    private bool _began;
    private long _heard;
    private int _silent;

    /// <summary>Connections on which no request has come yet.</summary>
    private int Silent => Volatile.Read(ref _silent);

    /// <summary>Wraps the handling of a connection.</summary>
    public async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var silence = new SilentConnection(this);
        connection.Items[Key] = silence;
        try
        {
            await next(connection);
        }
        finally
        {
            silence.End();
        }
    }

    /// <summary>Notes that a request has arrived.</summary>
    public void Hear(HttpContext http)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out var item) == true)
            ((SilentConnection)item!).End();
        // The stop may begin while a create waits for its answer.
        if (HttpMethods.IsPost(http.Request.Method))
            http.Response.OnStarting(CloseIfBegan, http);
        if (!Volatile.Read(ref _began))
            return;
        http.Response.Headers.Connection = "close";
        Volatile.Write(ref _heard, _clock.GetTimestamp());
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        Volatile.Write(ref _heard, began);
        Volatile.Write(ref _began, true);
        await transport.StopAcceptingAsync();
        while (IsBusy() && _clock.GetElapsedTime(began) < AtMost && !cancellationToken.IsCancellationRequested)
            await Task.Delay(LookEvery, CancellationToken.None);
        await creates.CloseAsync();
    }

    private bool IsBusy() => Silent > 0 || creates.UnderWay > 0 || _clock.GetElapsedTime(Volatile.Read(ref _heard)) < Quiet;

    private Task CloseIfBegan(object http)
    {
        if (Volatile.Read(ref _began))
            ((HttpContext)http).Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The time from a connection's start to its first request, or to its end.</summary>
    private sealed class SilentConnection
    {
        private readonly Drain _drain;
        private int _ended;

        public SilentConnection(Drain drain)
        {
            _drain = drain;
            Interlocked.Increment(ref drain._silent);
        }

        public void End()
        {
            if (Volatile.Read(ref _ended) == 0 && Interlocked.Exchange(ref _ended, 1) == 0)
                Interlocked.Decrement(ref _drain._silent);
        }
    }
}
