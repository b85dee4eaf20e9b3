using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /status: returns the status of each requested pod. Without pods it is interLink's ping. A ping always gets 200, because a refusal
/// makes Kubernetes evict every pod of the node; the text says what is wrong (docs/interlink-protocol.md, "Ping").
/// </summary>
internal static class Status
{
    /// <summary>The answer becomes an annotation of the Kubernetes node, so it is kept small.</summary>
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
        // A pod that the request names several times is answered once.
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
