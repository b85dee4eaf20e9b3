using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HtcondorActors.Http.Wire;

/// <summary>Reads a JSON body; what is wrong with it is said by the field's name on the wire.</summary>
internal static class RequestBody
{
    public static async ValueTask<T> ReadAsync<T>(PipeReader body, JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancel) ?? throw new WireFaultException("body", "null, an object is expected");
        }
        catch (JsonException fault)
        {
            throw FaultOf(fault);
        }
    }

    /// <summary>interLink before 0.5 sent a list of one; its documentation still says so.</summary>
    public static async ValueTask<CreateRequest> ReadCreateAsync(PipeReader body, int mostContainers, CancellationToken cancel)
    {
        // Counted first, then looked at again from its beginning.
        var whole = await BodyCensus.ReadAsync(body, mostContainers, cancel);
        body.AdvanceTo(whole.Start);
        if (await FirstByteAsync(body, cancel) != '[') return await ReadAsync(body, WireJson.Default.CreateRequest, cancel);
        var list = await ReadAsync(body, WireJson.Default.ListCreateRequest, cancel);
        return list is [{ } only] ? only : throw new WireFaultException("body", $"one pod is expected, a list of {list.Count} was sent");
    }

    /// <summary>A body that is here already.</summary>
    /// <exception cref="WireFaultException">It is none.</exception>
    public static CreateRequest ReadCreate(byte[] body, int mostContainers)
    {
        BodyCensus.Require(new ReadOnlySequence<byte>(body), mostContainers);
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Default.CreateRequest) ?? throw new WireFaultException("body", "null, an object is expected");
        }
        catch (JsonException fault)
        {
            throw FaultOf(fault);
        }
    }

    /// <summary>
    /// The serializer's own words quote what it met, so only the place is taken from it. The reader's exception inside it tells
    /// text that is no JSON from JSON of another shape.
    /// </summary>
    private static WireFaultException FaultOf(JsonException fault)
    {
        var field = (fault.Path ?? "").TrimStart('$').TrimStart('.');
        if (field.StartsWith("[0].", StringComparison.Ordinal)) field = field[4..];
        return fault.InnerException is JsonException
            ? new WireFaultException("body", "not JSON" + (field.Length > 0 ? $" (near {field})" : $" (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})"))
            : new WireFaultException(field.Length > 0 ? field : "body", "wrong type or encoding");
    }

    /// <summary>Null for an empty body. Nothing is consumed but leading blanks.</summary>
    internal static async ValueTask<byte?> FirstByteAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var rest = read.Buffer;
            if (FirstNonBlank(rest) is { } at)
            {
                var first = rest.Slice(at).FirstSpan[0];
                body.AdvanceTo(at);
                return first;
            }
            body.AdvanceTo(rest.End);
            if (read.IsCompleted) return null;
        }
    }

    private static SequencePosition? FirstNonBlank(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        reader.AdvancePastAny((byte)' ', (byte)'\t', (byte)'\r', (byte)'\n');
        return reader.End ? null : reader.Position;
    }
}
