using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Reads a JSON body and reports faults by the field's name on the wire. A byte order mark and leading blanks are skipped in every request.
/// </summary>
internal static class RequestBody
{
    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf];

    /// <summary>Parses a body as it arrives, for requests of which little is kept.</summary>
    public static async ValueTask<T> ReadAsync<T>(PipeReader body, JsonTypeInfo<T> type, TimeSpan limit, CancellationToken cancel)
        where T : class
    {
        using var reading = new TimedBodyReader(body, limit, cancel);
        await FirstByteAsync(reading);
        return await ParseAsync(reading, type);
    }

    /// <summary>Reads a whole body into memory without parsing it.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="take">Called before more bytes are stored, with their number; it may wait.</param>
    /// <param name="limit">The time limit for all bytes, without the waits of <paramref name="take"/>.</param>
    /// <param name="cancel">Cancelled when the caller has disconnected.</param>
    public static async ValueTask<BufferedBody> HoldAsync(
        PipeReader body,
        Func<int, ValueTask> take,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        using var reading = new TimedBodyReader(body, limit, cancel);
        var held = new BufferedBody();
        try
        {
            while (true)
            {
                var read = await reading.ReadAsync(cancel);
                try
                {
                    foreach (var piece in read.Buffer)
                    {
                        for (var at = 0; (at += held.Fill(piece.Span[at..])) < piece.Length; )
                        {
                            await take(held.NextBlock);
                            held.Grow();
                        }
                    }
                }
                finally
                {
                    reading.AdvanceTo(read.Buffer.End);
                }
                if (read.IsCompleted)
                    return held;
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Parses a complete create body. interLink before 0.5 sent a list of one, and its documentation still says so.</summary>
    /// <exception cref="WireFaultException">The body is not a create request.</exception>
    public static CreateRequest ReadCreate(ReadOnlySequence<byte> body)
    {
        if (!Utf8Check.IsValid(body))
            throw new WireFaultException("body", "not UTF-8");
        var start = FirstNonBlank(body, isWhole: true) ?? body.End;
        var rest = body.Slice(start);
        if (rest.IsEmpty)
            throw new WireFaultException("body", "empty, an object is expected");
        BodyObjectCounter.Require(rest);
        if (rest.FirstSpan[0] != '[')
            return Parse(rest, WireJson.Default.CreateRequest);
        var list = Parse(rest, WireJson.Default.ListCreateRequest);
        return list is [{ } only] ? only : throw new WireFaultException("body", $"one pod is expected, a list of {list.Count} was sent");
    }

    /// <summary>The first byte of the JSON; null for an empty body. Only the bytes before the JSON are consumed.</summary>
    internal static async ValueTask<byte?> FirstByteAsync(TimedBodyReader reading)
    {
        while (true)
        {
            var read = await reading.ReadAsync();
            var rest = read.Buffer;
            if (FirstNonBlank(rest, read.IsCompleted) is { } at)
            {
                var first = rest.Slice(at).IsEmpty ? (byte?)null : rest.Slice(at).FirstSpan[0];
                if (first == Mark[0])
                {
                    reading.AdvanceTo(rest.End);
                    throw new WireFaultException("body", "not JSON");
                }
                reading.AdvanceTo(at, at);
                if (first is not null || read.IsCompleted)
                    return first;
            }
            else
            {
                reading.AdvanceTo(rest.Start, rest.End);
            }
        }
    }

    // The body is complete, so the pipe never waits.
    private static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class => ParseAsync(PipeReader.Create(body), type).AsTask().GetAwaiter().GetResult();

    private static async ValueTask<T> ParseAsync<T>(PipeReader body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type) ?? throw new WireFaultException("body", "null, an object is expected");
        }
        catch (JsonException fault)
        {
            throw FaultOf(fault);
        }
        catch (IndexOutOfRangeException)
        {
            // The library throws this for an invalid literal that spans two segments of the body.
            throw new WireFaultException("body", "not JSON");
        }
    }

    /// <summary>
    /// The serializer's message quotes the input, so only the position is used. An inner exception of the reader distinguishes invalid JSON
    /// from JSON of another shape.
    /// </summary>
    private static WireFaultException FaultOf(JsonException fault)
    {
        var field = (fault.Path ?? "").TrimStart('$').TrimStart('.');
        if (field.StartsWith("[0].", StringComparison.Ordinal))
            field = field[4..];
        // All refusals name a field by its path in the pod.
        if (field.StartsWith("pod.", StringComparison.Ordinal))
            field = field[4..];
        field = field.Replace("['", "[\"", StringComparison.Ordinal).Replace("']", "\"]", StringComparison.Ordinal);
        return fault.InnerException is JsonException
            ? new WireFaultException(
                "body",
                "not JSON" + (field.Length > 0 ? $" (near {field})" : $" (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})")
            )
            : new WireFaultException(field.Length > 0 ? field : "body", "wrong type or encoding");
    }

    /// <summary>The position of the JSON, or the end of the blanks; null if more bytes are needed to recognize a byte order mark.</summary>
    private static SequencePosition? FirstNonBlank(ReadOnlySequence<byte> bytes, bool isWhole)
    {
        var reader = new SequenceReader<byte>(bytes);
        if (!isWhole && reader.Remaining < Mark.Length && reader.TryPeek(out var first) && first == Mark[0])
            return null;
        reader.IsNext(Mark, advancePast: true);
        reader.AdvancePastAny((byte)' ', (byte)'\t', (byte)'\r', (byte)'\n');
        return reader.Position;
    }
}
