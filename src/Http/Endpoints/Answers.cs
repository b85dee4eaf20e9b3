using System.Text;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace HtcondorActors.Http.Endpoints;

/// <summary>How every endpoint answers: 200 and nothing else is success (protocol 1.4); a refusal is one line of plain text.</summary>
internal static class Answers
{
    private const int LongestLine = 1000;

    public static IPodGateway Gateway(this HttpContext http) => http.RequestServices.GetRequiredService<IPodGateway>();

    /// <summary>The body of a request that needs little.</summary>
    /// <param name="http">Nothing of its body was read yet.</param>
    /// <param name="type">What it is on the wire.</param>
    /// <param name="largest">Bytes; the server refuses more with 413.</param>
    public static ValueTask<T> ReadAsync<T>(this HttpContext http, JsonTypeInfo<T> type, long largest)
        where T : class
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = largest;
        var limits = http.RequestServices.GetRequiredService<BodyLimits>();
        return RequestBody.ReadAsync(http.Request.BodyReader, type, limits.TimeLimit, http.RequestAborted);
    }

    public static async Task AnswerAsync(this HttpContext http, byte[] json)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    /// <param name="http">Its response must not have started.</param>
    /// <param name="status">Never 200.</param>
    /// <param name="words">Shown to the pod's owner (<c>kubectl describe</c>): made one line, without control characters.</param>
    public static async Task RefuseAsync(this HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        var line = Encoding.UTF8.GetBytes(OneLine.Of(words, LongestLine, " ..."));
        http.Response.ContentLength = line.Length;
        await http.Response.Body.WriteAsync(line, http.RequestAborted);
    }
}
