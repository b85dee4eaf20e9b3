using HtcondorActors.Actors;
using HtcondorActors.Actors.Logs;
using HtcondorActors.Actors.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The end of a connection that a log was sent on. Kestrel has no limit for a caller that does not take the rest of its answer:
/// the last 64 KiB and the connection would stay for ever. The caller has the time of <see cref="ReaderPatience"/>.
/// </summary>
/// <param name="next">HTTP.</param>
/// <param name="services">Have the gateway and the clock.</param>
internal sealed class UnreadRest(ConnectionDelegate next, IServiceProvider services)
{
    private static readonly object Key = new();

    /// <summary>The caller of this request gets the log of that pod.</summary>
    public static void IsLogOf(HttpContext http, PodUid pod)
    {
        if (http.Features.Get<IConnectionItemsFeature>() is { } connection) connection.Items[Key] = pod;
    }

    public async Task RunAsync(ConnectionContext connection)
    {
        await next(connection);
        if (!connection.Items.TryGetValue(Key, out var item) || item is not PodUid pod) return;
        // Kestrel sends what is left and closes the connection then.
        await connection.Transport.Output.CompleteAsync();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = connection.ConnectionClosed.UnsafeRegister(_ => closed.TrySetResult(), null);
        var patience = new ReaderPatience(() => IsDeletedAsync(pod), services.GetRequiredService<TimeProvider>());
        if (await patience.IsTakenAsync(closed.Task, CancellationToken.None)) return;
        connection.Abort(new ConnectionAbortedException("the pod is deleted, and the rest of its log is not read"));
    }

    private async Task<bool> IsDeletedAsync(PodUid pod) =>
        await services.GetRequiredService<IPodGateway>().StatusAsync([pod], CancellationToken.None) is [];
}
