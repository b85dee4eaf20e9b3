using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Admin;

/// <summary>What the handlers of /admin/v1 share: their services, their bodies and their answers.</summary>
internal static class AdminRequests
{
    private const int LargestBody = 4 << 10;

    public static IPodDirectory Directory(this HttpContext http) => http.RequestServices.GetRequiredService<IPodDirectory>();

    public static IOperatorActions Actions(this HttpContext http) => http.RequestServices.GetRequiredService<IOperatorActions>();

    /// <summary>The pod in the path, where <c>NAMESPACE/NAME</c> has its slash as %2F.</summary>
    public static string PodText(this HttpContext http) => Uri.UnescapeDataString((string)http.Request.RouteValues["pod"]!);

    public static ValueTask<T> BodyAsync<T>(this HttpContext http, JsonTypeInfo<T> type)
        where T : class => http.ReadAsync(type, LargestBody, http.RequestServices.GetRequiredService<BodyLimits>());

    public static Task JsonAsync<T>(this HttpContext http, T answer, JsonTypeInfo<T> type)
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type));
    }
}
