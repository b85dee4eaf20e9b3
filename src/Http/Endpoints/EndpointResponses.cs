using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// Writes the answers of all endpoints. Only 200 is success (docs/interlink-protocol.md, "Success and failure"); a refusal is one line of
/// plain text.
/// </summary>
internal static class EndpointResponses
{
    /// <summary>
    /// The most bytes in one write. Kestrel allows each write the time that its bytes take at the minimum rate, which would be hours for a
    /// large one.
    /// </summary>
    private const int LargestPiece = 64 << 10;

    /// <summary>
    /// The minimum rate at which a caller must read an answer on average; a slower caller loses its connection. Only a log may be read more
    /// slowly (<see cref="UnreadLogConnections"/>).
    /// </summary>
    public static MinDataRate SlowestReader { get; } = new(16 << 10, BodyLimits.Grace);

    /// <summary>Reads the body of a request that needs little memory.</summary>
    /// <param name="http">The request, whose body has not been read yet.</param>
    /// <param name="type">The type of the body on the wire.</param>
    /// <param name="largest">The most bytes; the server refuses more with 413.</param>
    /// <param name="limits">The time limit of the body.</param>
    public static ValueTask<T> ReadAsync<T>(this HttpContext http, JsonTypeInfo<T> type, long largest, BodyLimits limits)
        where T : class
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = largest;
        return RequestBody.ReadAsync(http.Request.BodyReader, type, limits.TimeLimit, http.RequestAborted);
    }

    /// <param name="http">Its response must not have started.</param>
    /// <param name="json">The answer, in parts that are sent one after the other without being joined.</param>
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
    /// <param name="status">The status code, which is never 200.</param>
    /// <param name="words">The reason, which the pod's owner sees (<c>kubectl describe</c>). It is written as one line without control
    /// characters.</param>
    public static async Task RefuseAsync(this HttpContext http, int status, string words)
    {
        http.IsRefused(words);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        var line = Encoding.UTF8.GetBytes(OneLine.Of(words, FieldFaults.LongestLine, " ..."));
        http.Response.ContentLength = line.Length;
        // Also if the caller has left: Kestrel reads "Connection: close" only when it begins the answer.
        await http.Response.Body.WriteAsync(line, CancellationToken.None);
    }
}
