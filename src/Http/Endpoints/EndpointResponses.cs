using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// How every endpoint answers: 200 and nothing else is success (docs/interlink-protocol.md, "Success and failure"); a refusal is one line
/// of plain text.
/// </summary>
internal static class EndpointResponses
{
    /// <summary>Kestrel gives each write the time that its bytes take at the least rate: a large one would have hours.</summary>
    private const int LargestPiece = 64 << 10;

    /// <summary>
    /// A caller that reads an answer more slowly on average loses its connection. Answers are read by programs; only a log is waited for
    /// (<see cref="UnreadLogConnections"/>).
    /// </summary>
    public static MinDataRate SlowestReader { get; } = new(16 << 10, BodyLimits.Grace);

    /// <summary>The body of a request that needs little.</summary>
    /// <param name="http">Nothing of its body was read yet.</param>
    /// <param name="type">What it is on the wire.</param>
    /// <param name="largest">Bytes; the server refuses more with 413.</param>
    /// <param name="limits">The time that the body may take.</param>
    public static ValueTask<T> ReadAsync<T>(this HttpContext http, JsonTypeInfo<T> type, long largest, BodyLimits limits)
        where T : class
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = largest;
        return RequestBody.ReadAsync(http.Request.BodyReader, type, limits.TimeLimit, http.RequestAborted);
    }

    /// <param name="http">Its response must not have started.</param>
    /// <param name="json">The answer, in parts that are sent one after the other and never copied into one.</param>
    public static async Task AnswerAsync(this HttpContext http, params IReadOnlyList<ReadOnlyMemory<byte>> json)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Sum(part => (long)part.Length);
        var (answer, unsent) = (http.Response.BodyWriter, 0);
        foreach (var part in json)
        {
            for (var rest = part; rest.Length > 0; )
            {
                var piece = rest[..Math.Min(rest.Length, LargestPiece - unsent)];
                answer.Write(piece.Span);
                rest = rest[piece.Length..];
                if ((unsent += piece.Length) < LargestPiece)
                    continue;
                await answer.FlushAsync(http.RequestAborted);
                unsent = 0;
            }
        }
        await answer.FlushAsync(http.RequestAborted);
    }

    /// <param name="http">Its response must not have started.</param>
    /// <param name="status">Never 200.</param>
    /// <param name="words">Shown to the pod's owner (<c>kubectl describe</c>): made one line, without control characters.</param>
    public static async Task RefuseAsync(this HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        var line = Encoding.UTF8.GetBytes(OneLine.Of(words, FieldFaults.LongestLine, " ..."));
        http.Response.ContentLength = line.Length;
        await http.Response.Body.WriteAsync(line, http.RequestAborted);
    }
}
