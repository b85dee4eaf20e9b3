using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /status: returns the status of each requested pod. Without pods it is interLink's ping. A ping always gets 200, because a refusal
/// makes Kubernetes evict every pod of the node; the text says what is wrong (docs/interlink-protocol.md, "Ping").
/// </summary>
internal static class Status
{
    private static readonly byte[] None = "[]"u8.ToArray();
    private static readonly byte[] Begin = "["u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] End = "]"u8.ToArray();

    public static async Task HandleAsync(HttpContext http, IPodGateway gateway, BodyLimits limits, ActorsOptions options)
    {
        var request = await StatusRequest.ReadAsync(http.Request.BodyReader, limits, http.RequestAborted);
        if (request.IsPing)
        {
            await http.AnswerAsync(Ping.AnswerOf(gateway, options.Node));
            return;
        }
        // A pod that the request names several times is answered once.
        PodUid[] asked = [.. request.Pods.Distinct()];
        var known = asked.Length > 0 ? await gateway.StatusAsync(asked, http.RequestAborted) : [];
        await http.AnswerAsync(ListOf(known));
    }

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
