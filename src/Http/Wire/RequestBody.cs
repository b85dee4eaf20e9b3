using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HtcondorActors.Http.Wire;

/// <summary>Reads a JSON body; what is wrong with it is said by the field's name on the wire. A byte order mark and blanks before it are
/// skipped, in every request alike.</summary>
internal static class RequestBody
{
    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf];

    /// <summary>A body of which little is kept. It is read as it comes in.</summary>
    public static async ValueTask<T> ReadAsync<T>(PipeReader body, JsonTypeInfo<T> type, TimeSpan limit, CancellationToken cancel)
        where T : class
    {
        using var reading = new TimedBodyReader(body, limit, cancel);
        await FirstByteAsync(reading, body);
        return await reading.WholeAsync((pipe, stop) => ParseAsync(pipe, type, stop));
    }

    /// <summary>A whole body, with nothing of it parsed yet.</summary>
    /// <param name="body">Of the request.</param>
    /// <param name="take">Called before so many bytes more are held; it may wait.</param>
    /// <param name="limit">For all bytes; the time that <paramref name="take"/> waits does not count.</param>
    /// <param name="cancel">The caller has left.</param>
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
                var read = await reading.NextAsync();
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
                    body.AdvanceTo(read.Buffer.End);
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

    /// <summary>A create body that is here already. interLink before 0.5 sent a list of one; its documentation still says so.</summary>
    /// <exception cref="WireFaultException">It is none.</exception>
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

    /// <summary>Null for an empty body. Nothing is consumed but what stands before the JSON.</summary>
    internal static async ValueTask<byte?> FirstByteAsync(TimedBodyReader reading, PipeReader body)
    {
        while (true)
        {
            var read = await reading.NextAsync();
            var rest = read.Buffer;
            if (FirstNonBlank(rest, read.IsCompleted) is { } at)
            {
                var first = rest.Slice(at).IsEmpty ? (byte?)null : rest.Slice(at).FirstSpan[0];
                body.AdvanceTo(at);
                if (first is not null || read.IsCompleted)
                    return first;
            }
            else
            {
                body.AdvanceTo(rest.Start, rest.End);
            }
        }
    }

    // All of it is there: the pipe never waits.
    private static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class => ParseAsync(PipeReader.Create(body), type, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static async ValueTask<T> ParseAsync<T>(PipeReader body, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancel)
                ?? throw new WireFaultException("body", "null, an object is expected");
        }
        catch (JsonException fault)
        {
            throw FaultOf(fault);
        }
        catch (IndexOutOfRangeException)
        {
            // The library's reader throws it for an invalid literal that lies in two pieces of the body.
            throw new WireFaultException("body", "not JSON");
        }
    }

    /// <summary>
    /// The serializer's own words quote what it met, so only the place is taken from it. The reader's exception inside it tells
    /// text that is no JSON from JSON of another shape.
    /// </summary>
    private static WireFaultException FaultOf(JsonException fault)
    {
        var field = (fault.Path ?? "").TrimStart('$').TrimStart('.');
        if (field.StartsWith("[0].", StringComparison.Ordinal))
            field = field[4..];
        // As all other refusals name it: by its place in the pod.
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

    /// <summary>Where the JSON begins, or the end of blanks; null: more bytes must come to tell a mark.</summary>
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
