using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Wire;
using Microsoft.Net.Http.Headers;

namespace HtcondorActors.Http.Admin;

/// <summary>What the handlers of /admin/v1 share: the pod of the path, bodies and answers.</summary>
internal static class AdminRequests
{
    private const int LargestBody = 4 << 10;

    /// <summary>The pod in the path, where <c>NAMESPACE/NAME</c> has its slash as %2F.</summary>
    public static string PodText(this HttpContext http) => Uri.UnescapeDataString((string)http.Request.RouteValues["pod"]!);

    public static ValueTask<T> BodyAsync<T>(this HttpContext http, JsonTypeInfo<T> type, BodyLimits limits)
        where T : class => http.ReadAsync(type, LargestBody, limits);

    public static Task JsonAsync<T>(this HttpContext http, T answer, JsonTypeInfo<T> type) =>
        http.JsonAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type));

    public static Task JsonAsync(this HttpContext http, ReadOnlyMemory<byte> answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.AnswerAsync(answer);
    }

    /// <summary>Says something beside the answer, which has not begun.</summary>
    public static void Warn(this HttpContext http, string words) =>
        http.Response.Headers.Append(HeaderNames.Warning, AdminWarning.Of(words));
}
