using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// POST /explain: a create body in, what would become of it out. A pod that would be refused is answered with 200 and its refusal: to ask
/// was no fault. A body that is no pod is the 400 that a create would get.
/// </summary>
internal static class Explain
{
    public static async Task HandleAsync(HttpContext http, IPodGateway gateway, PendingCreates pending)
    {
        // Its body costs what a create's does, and it waits in the same line.
        using var place = pending.Enter();
        var explained = gateway.Explain(await Create.PodOfAsync(http, place));
        await http.AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(explained, WireJson.Default.PodExplanation));
    }
}
