using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using HtcondorActors.Http.Wire.Mapping;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// POST /delete: 200 for every pod, known or not. The Virtual Kubelet sends each delete exactly once (docs/interlink-protocol.md,
/// "Delete").
/// </summary>
internal static class Delete
{
    // The Virtual Kubelet of interLink 0.5 parses the answer as a list of statuses; later versions do not read it.
    private static readonly byte[] Done = "[]"u8.ToArray();

    public static async Task HandleAsync(HttpContext http, IPodGateway gateway, BodyLimits limits)
    {
        var request = await http.ReadAsync(WireJson.Default.DeleteRequest, BodyLimits.LargestDelete, limits);
        var reply = await gateway.DeleteAsync(PodMapping.UidOfDeleted(request), CancellationToken.None, http.Session());
        await (
            reply switch
            {
                DeletionAccepted => http.AnswerAsync(Done),
                DeletionNotAccepted not => http.RefuseAsync(StatusCodes.Status503ServiceUnavailable, not.Words),
                _ => throw new InvalidOperationException("a delete reply of another kind: " + reply.GetType().Name),
            }
        );
    }
}
