using System.Text.Json;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// GET /system-info: says from memory whether HTCondor answers, and what the pool has. Always 200, as in the Slurm plugin.
/// </summary>
internal static class SystemInfo
{
    public static Task HandleAsync(HttpContext http, IPodGateway gateway, TimeProvider clock)
    {
        var (status, node) = (gateway.Status, gateway.Node);
        var isOk = status == "ok";
        return http.AnswerAsync(
            JsonSerializer.SerializeToUtf8Bytes(
                new SystemInfoAnswer(
                    isOk ? "ok" : "warning",
                    UtcTime.Of(clock.GetUtcNow()),
                    node.QueueAnswers,
                    node.Pool,
                    isOk ? null : status
                ),
                WireJson.Default.SystemInfoAnswer
            )
        );
    }
}
