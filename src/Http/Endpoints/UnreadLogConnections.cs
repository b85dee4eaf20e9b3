using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Streams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The end of a connection that a log was sent on. A log has no least rate (somebody reads it with <c>less</c>), so Kestrel would keep the
/// last 64 KiB and the connection for ever. The caller has the time of <see cref="SlowReaderLimit"/>. The rest of any other answer has
/// Kestrel's least rate (<see cref="EndpointResponses.SlowestReader"/>).
/// </summary>
/// <param name="next">TLS where it is configured, then HTTP.</param>
/// <param name="services">Have the gateway and the clock.</param>
internal sealed class UnreadLogConnections(ConnectionDelegate next, IServiceProvider services)
{
    private static readonly object LogKey = new();
    private static readonly object WrittenKey = new();
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();

    /// <summary>The caller of this request gets the log of that pod, and no other answer on this connection.</summary>
    public static void IsLogOf(HttpContext http, PodUid pod)
    {
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        // For the next request Kestrel would set its least rate again, and what is left of the log would count.
        http.Response.Headers.Connection = "close";
        if (http.Features.Get<IConnectionItemsFeature>() is { } connection)
            connection.Items[LogKey] = pod;
    }

    /// <summary>All of the log is written. Kestrel waits without a limit where it has no room for the end of the answer.</summary>
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
        // Kestrel sends what is left and closes the connection then.
        await connection.Transport.Output.CompleteAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (connection.ConnectionClosed.UnsafeRegister(_ => ended.TrySetResult(), null))
            await ended.Task;
        // A caller that sends no more ends the connection for Kestrel. What is left is still sent, and nothing tells when it was.
        while (connection.Features.Get<IConnectionSocketFeature>() is { Socket.Connected: true })
            await Task.Delay(LookEvery, _clock);
    }

    private async Task<bool> IsDeletedAsync(PodUid pod) =>
        await services.GetRequiredService<IPodGateway>().StatusAsync([pod], CancellationToken.None) is [];
}
