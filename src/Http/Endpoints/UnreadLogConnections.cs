using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Ends connections on which the caller does not read the rest of a log. A log has no minimum rate (somebody may read it with <c>less</c>),
/// so Kestrel would keep the last 64 KiB and the connection for ever. The caller has the time of <see cref="SlowReaderLimit"/>. For all
/// other answers Kestrel's minimum rate applies (<see cref="EndpointResponses.SlowestReader"/>).
/// </summary>
/// <param name="next">The next step of the connection: TLS if it is configured, then HTTP.</param>
/// <param name="services">Provides the gateway and the clock.</param>
internal sealed class UnreadLogConnections(ConnectionDelegate next, IServiceProvider services)
{
    private static readonly object LogKey = new();
    private static readonly object WrittenKey = new();
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();

    /// <summary>Notes that this request gets the log of that pod, and that no other answer follows on this connection.</summary>
    public static void IsLogOf(HttpContext http, PodUid pod)
    {
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        // For a next request Kestrel would set its minimum rate again, which would then apply to the rest of the log.
        http.Response.Headers.Connection = "close";
        if (http.Features.Get<IConnectionItemsFeature>() is { } connection)
            connection.Items[LogKey] = pod;
    }

    /// <summary>
    /// Notes that the whole log is written. Kestrel may still wait without limit for room to write the end of the answer.
    /// </summary>
    public static void IsWritten(HttpContext http)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(WrittenKey, out var item) == true)
            (item as TaskCompletionSource)?.TrySetResult();
    }

    public async Task RunAsync(ConnectionContext connection)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Items[WrittenKey] = written;
        var serving = next(connection);
        await Task.WhenAny(serving, written.Task);
        if (connection.Items.TryGetValue(LogKey, out var item) && item is PodUid pod)
        {
            var patience = new SlowReaderLimit(() => IsDeletedAsync(pod), _clock);
            if (!await patience.IsTakenAsync(TakenAsync(connection, serving), CancellationToken.None))
                connection.Abort(new ConnectionAbortedException("the pod is deleted, and the rest of its log is not read"));
        }
        await serving;
    }

    private async Task TakenAsync(ConnectionContext connection, Task serving)
    {
        await serving;
        // Kestrel sends the rest and then closes the connection.
        await connection.Transport.Output.CompleteAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (connection.ConnectionClosed.UnsafeRegister(_ => ended.TrySetResult(), null))
            await ended.Task;
        // If the caller stops sending, the connection has ended for Kestrel. The rest is still sent, and no event reports when that is
        // done.
        while (connection.Features.Get<IConnectionSocketFeature>() is { Socket.Connected: true })
            await Task.Delay(LookEvery, _clock);
    }

    private async Task<bool> IsDeletedAsync(PodUid pod) =>
        await services.GetRequiredService<IPodGateway>().StatusAsync([pod], CancellationToken.None) is [];
}
