using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Endpoints;

/// <summary>POST /create: a pod in, <c>{"PodUID","PodJID"}</c> out.</summary>
internal static class Create
{
    public static async Task HandleAsync(HttpContext http, IPodGateway gateway, PendingCreates pending, IHostApplicationLifetime lifetime)
    {
        using var place = pending.Enter();
        var pod = await PodOfAsync(http, place);
        // A caller that disconnects does not cancel the create: the Virtual Kubelet may restart in the middle of a create and ask again
        // (docs/interlink-protocol.md, "Order of requests").
        http.IsAbout(pod);
        var reply = await gateway.CreateAsync(pod, hurry: lifetime.ApplicationStopping, http.Session());
        await (
            reply switch
            {
                PodCreated created => http.AnswerAsync(AnswerOf(created)),
                PodInvalid invalid => http.RefuseAsync(StatusCodes.Status400BadRequest, invalid.Words),
                PodRefused refused => http.RefuseAsync(StatusCodes.Status500InternalServerError, refused.Words),
                PodIsAnother => http.RefuseAsync(
                    StatusCodes.Status409Conflict,
                    "metadata.uid: a pod with another spec was created under this UID before; that pod goes on as it was"
                ),
                PodWasDeleted => http.RefuseAsync(
                    StatusCodes.Status409Conflict,
                    "metadata.uid: this pod was deleted before; it will not run again"
                ),
                PodNotAccepted not => http.RefuseAsync(StatusCodes.Status503ServiceUnavailable, not.Words),
                _ => throw new InvalidOperationException("a create reply of another kind: " + reply.GetType().Name),
            }
        );
    }

    /// <summary>Reads the pod from a create body. The body's memory is released before the pod is created.</summary>
    public static async Task<PodSpec> PodOfAsync(HttpContext http, PendingCreates.PendingCreate place)
    {
        using var body = await place.ReadAsync(http);
        await place.TurnAsync();
        return PodMapping.ToPodSpec(RequestBody.ReadCreate(body.Bytes));
    }

    private static byte[] AnswerOf(PodCreated created) =>
        JsonSerializer.SerializeToUtf8Bytes(new CreateAnswer(created.Uid.Value, created.JobId), WireJson.Default.CreateAnswer);
}
