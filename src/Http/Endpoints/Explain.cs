using System.Text.Json;
using HtcondorActors.Actors;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// POST /explain: a create body in, what would become of it out. A pod that would be refused is answered with 200 and its refusal: to ask was no
/// fault. A body that is no pod is the 400 that a create would get.
/// </summary>
internal static class Explain
{
    public static async Task HandleAsync(HttpContext http)
    {
        var site = http.RequestServices.GetRequiredService<ActorsOptions>().Site;
        var request = await RequestBody.ReadCreateAsync(http.Request.BodyReader, site.MaxContainers, http.RequestAborted);
        var explained = http.Gateway().Explain(PodMapping.ToPodSpec(request, site.ExportPodData));
        await http.AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(explained, WireJson.Default.PodExplanation));
    }
}
