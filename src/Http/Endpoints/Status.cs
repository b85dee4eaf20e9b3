using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /status: what is known of each pod asked for; with no pod it is interLink's ping, which is always answered with 200
/// (a refusal makes Kubernetes evict every pod of the node; what is wrong stands in the text:
/// docs/interlink-protocol.md, "Ping").
/// </summary>
internal static class Status
{
    /// <summary>The answer becomes an annotation of the Kubernetes node: it is kept small.</summary>
    private const int LongestStatus = 2000;

    private static readonly byte[] None = "[]"u8.ToArray();
    private static readonly byte[] Begin = "["u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] End = "]"u8.ToArray();

    public static async Task HandleAsync(HttpContext http, IPodGateway gateway, BodyLimits limits)
    {
        var request = await StatusRequest.ReadAsync(http.Request.BodyReader, limits, http.RequestAborted);
        if (request.IsPing)
        {
            await http.AnswerAsync(PingOf(gateway.Status));
            return;
        }
        // Asked a hundred thousand times in one request, one pod is told once.
        PodUid[] asked = [.. request.Pods.Distinct()];
        var known = asked.Length > 0 ? await gateway.StatusAsync(asked, http.RequestAborted) : [];
        await http.AnswerAsync(ListOf(known));
    }

    private static byte[] PingOf(string status) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new PingAnswer(status.Length <= LongestStatus ? status : status[..LongestStatus] + " ..."),
            WireJson.Default.PingAnswer
        );

    private static ReadOnlyMemory<byte>[] ListOf(IReadOnlyList<ReadOnlyMemory<byte>> pods)
    {
        if (pods.Count == 0)
            return [None];
        var list = new ReadOnlyMemory<byte>[2 * pods.Count + 1];
        for (var i = 0; i < pods.Count; i++)
        {
            list[2 * i] = i == 0 ? Begin : Comma;
            list[2 * i + 1] = pods[i];
        }
        list[^1] = End;
        return list;
    }
}
