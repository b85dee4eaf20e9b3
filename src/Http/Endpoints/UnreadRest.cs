using HtcondorActors.Actors;
using HtcondorActors.Actors.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The end of a connection that a log was sent on. Kestrel has no limit for a caller that does not take the rest of its answer:
/// the last 64 KiB and the connection would stay for ever. While the pod lives the caller may take any time
/// (<c>kubectl logs | less</c>). After the pod was deleted the caller has a minute.
/// </summary>
/// <param name="next">HTTP.</param>
/// <param name="services">Have the gateway and the clock.</param>
internal sealed class UnreadRest(ConnectionDelegate next, IServiceProvider services)
{
    /// <summary>After the pod was deleted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);
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
        // What is still to be sent is sent, and then the connection closes.
        await connection.Transport.Output.CompleteAsync();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = connection.ConnectionClosed.UnsafeRegister(_ => closed.TrySetResult(), null);
        if (await IsTakenAsync(closed.Task, pod)) return;
        connection.Abort(new ConnectionAbortedException("the pod is deleted, and the rest of its log is not read"));
    }

    private async Task<bool> IsTakenAsync(Task closed, PodUid pod)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        long? deletedSince = null;
        while (true)
        {
            try
            {
                await closed.WaitAsync(AskEvery, clock);
                return true;
            }
            catch (TimeoutException)
            {
                // A pod that cannot be told of at the moment has no status either: it must have none all the time.
                deletedSince = await IsDeletedAsync(pod) ? deletedSince ?? clock.GetTimestamp() : null;
                if (deletedSince is { } since && clock.GetElapsedTime(since) >= Patience) return false;
            }
        }
    }

    private async Task<bool> IsDeletedAsync(PodUid pod)
    {
        try
        {
            return await services.GetRequiredService<IPodGateway>().StatusAsync([pod], CancellationToken.None) is [];
        }
        catch (TimeoutException)
        {
            return false; // not known: the caller may stay
        }
    }
}
