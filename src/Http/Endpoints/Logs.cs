using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /getLogs: the container's raw output as it comes; what is not there (yet) is an empty log, not an error
/// (docs/interlink-protocol.md, "Logs").
/// </summary>
internal static class Logs
{
    public static async Task HandleAsync(HttpContext http)
    {
        var request = await http.ReadAsync(WireJson.Default.LogRequest, BodyLimits.LargestLogRequest);
        var (pod, query) = LogMapping.ToQuery(request, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

        UnreadLogConnections.IsLogOf(http, pod);
        try
        {
            await WriteAsync(http, pod, query);
        }
        finally
        {
            UnreadLogConnections.IsWritten(http);
        }
    }

    private static async Task WriteAsync(HttpContext http, PodUid pod, LogQuery query)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        if (query.Follow)
            await StartAsync(http);
        using var until = Until(http);
        try
        {
            await http.Gateway().LogsAsync(pod, query, http.Response.Body, until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            // This process is stopping: what was written stands, and the follower sees the end of the stream.
            return;
        }
        if (!http.Response.HasStarted)
            await http.Response.StartAsync(CancellationToken.None);
    }

    /// <summary>interLink waits 120 s for the headers; a container that has not written yet may take longer.</summary>
    private static async Task StartAsync(HttpContext http)
    {
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static CancellationTokenSource Until(HttpContext http) =>
        CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        );
}
