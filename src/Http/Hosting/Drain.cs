using HtcondorActors.Http.Endpoints;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The first step of a stop. No connection is accepted any more. A caller who has connected is still served. Kestrel alone would close a
/// connection that it has accepted and on which nothing was sent yet; interLink fails the pod then.
/// </summary>
internal sealed class Drain(StoppableTransport transport, PendingCreates creates) : IHostedLifecycleService
{
    private static readonly object Key = new();

    /// <summary>
    /// The drain ends when nobody has asked anything for this time. By then the last answer on each connection that is kept has said that
    /// the connection will be closed. A request on a connection that is closed in the same moment would be lost.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>As the host's own limit for a stop, it is the time of the machine.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;

    private bool _began;
    private long _heard;
    private int _silent;

    /// <summary>Connections on which no request has come yet.</summary>
    private int Silent => Volatile.Read(ref _silent);

    /// <summary>Stands around all that is done with a connection.</summary>
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

    /// <summary>A request has come in.</summary>
    public void Hear(HttpContext http)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Key, out var item) == true)
            ((SilentConnection)item!).End();
        // A create may wait for its answer while the stop begins.
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

    /// <summary>From a connection's start to its first request, or to its end.</summary>
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
