using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /getLogs: sends the container's raw output. Output that does not exist (yet) is an empty log, not an error
/// (docs/interlink-protocol.md, "Logs").
/// </summary>
internal static class Logs
{
    private const string AskAgainSeconds = "5";

    public static async Task HandleAsync(
        HttpContext http,
        IPodGateway gateway,
        BodyLimits limits,
        TimeProvider clock,
        IHostApplicationLifetime lifetime
    )
    {
        var request = await http.ReadAsync(WireJson.Default.LogRequest, BodyLimits.LargestLogRequest, limits);
        var (pod, query) = LogMapping.ToQuery(request, clock.GetUtcNow());
        await SendAsync(http, gateway, lifetime, pod, query);
    }

    /// <summary>Sends the selected part of a log, until its end, the caller's leave or the stop of this process.</summary>
    /// <param name="http">The request.</param>
    /// <param name="gateway">Reads the log.</param>
    /// <param name="lifetime">Of this process.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="query">The part.</param>
    /// <param name="whyEmpty">Says why the log of a container that has not started is empty: then the answer is 503 with these words. Null:
    /// an empty log is the answer.</param>
    public static async Task SendAsync(
        HttpContext http,
        IPodGateway gateway,
        IHostApplicationLifetime lifetime,
        PodUid pod,
        LogQuery query,
        Func<string?>? whyEmpty = null
    )
    {
        UnreadLogConnections.IsLogOf(http, pod);
        try
        {
            using var until = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
            await WriteAsync(http, gateway, pod, query, whyEmpty, until.Token);
        }
        finally
        {
            UnreadLogConnections.IsWritten(http);
        }
    }

    private static async Task WriteAsync(
        HttpContext http,
        IPodGateway gateway,
        PodUid pod,
        LogQuery query,
        Func<string?>? whyEmpty,
        CancellationToken until
    )
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        if (query.Follow)
            await StartAsync(http);
        try
        {
            await gateway.LogsAsync(pod, query, http.Response.Body, until);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            // This process is stopping. The follower keeps what was written and sees the end of the stream.
            return;
        }
        if (http.Response.HasStarted)
            return;
        if (whyEmpty?.Invoke() is { } words)
        {
            http.Response.Headers.RetryAfter = AskAgainSeconds;
            await http.RefuseAsync(StatusCodes.Status503ServiceUnavailable, words);
        }
        else
            await http.Response.StartAsync(CancellationToken.None);
    }

    /// <summary>Sends the headers at once: interLink waits only 120 s for them, and a container may write nothing for longer.</summary>
    private static async Task StartAsync(HttpContext http)
    {
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
