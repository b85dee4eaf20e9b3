using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// POST /explain: answers a create body with what a create would do. For a pod that would be refused the answer is 200 with the refusal,
/// because the question was valid. A body that is not a pod gets 400, as in a create.
/// </summary>
internal static class Explain
{
    public static async Task HandleAsync(HttpContext http, IPodGateway gateway, PendingCreates pending)
    {
        // The body costs as much as a create's, so the request waits in the same line.
        using var place = pending.Enter();
        var explained = gateway.Explain(await Create.PodOfAsync(http, place));
        await http.AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(explained, WireJson.Default.PodExplanation));
    }
}
