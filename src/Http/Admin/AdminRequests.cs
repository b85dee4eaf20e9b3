using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Admin;

/// <summary>What the handlers of /admin/v1 share: the pod of the path, bodies and answers.</summary>
internal static class AdminRequests
{
    private const int LargestBody = 4 << 10;

    /// <summary>The pod in the path, where <c>NAMESPACE/NAME</c> has its slash as %2F.</summary>
    public static string PodText(this HttpContext http) => Uri.UnescapeDataString((string)http.Request.RouteValues["pod"]!);

    public static ValueTask<T> BodyAsync<T>(this HttpContext http, JsonTypeInfo<T> type, BodyLimits limits)
        where T : class => http.ReadAsync(type, LargestBody, limits);

    public static Task JsonAsync<T>(this HttpContext http, T answer, JsonTypeInfo<T> type)
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.AnswerAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type));
    }
}
