using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Body of /status: a list of whole pods (with resolved secrets in them) of which only the UIDs are read, as the bytes come in; nothing
/// else of it is ever held. An empty list, null or an empty body is the ping.
/// </summary>
/// <param name="Pods">A pod whose UID is missing or impossible is left out: nobody can know it.</param>
/// <param name="IsPing">No pod was named at all.</param>
internal sealed record StatusRequest(IReadOnlyList<PodUid> Pods, bool IsPing)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <exception cref="WireFaultException">The body is no list of pods.</exception>
    public static async ValueTask<StatusRequest> ReadAsync(PipeReader body, CancellationToken cancel)
    {
        if (await RequestBody.FirstByteAsync(body, cancel) is null) return new StatusRequest([], IsPing: true);
        var scan = new UidScan();
        var state = new JsonReaderState(Options);
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var consumed = read.Buffer.End;
            try
            {
                consumed = Scan(read.Buffer, read.IsCompleted, ref state, ref scan);
            }
            finally
            {
                // Also where the body is refused: the server drains what is left of it before the connection's next request.
                body.AdvanceTo(consumed, read.Buffer.End);
            }
            if (read.IsCompleted) return new StatusRequest(scan.Uids, scan.Entries == 0);
        }
    }

    private static SequencePosition Scan(ReadOnlySequence<byte> bytes, bool isLast, ref JsonReaderState state, ref UidScan scan)
    {
        var reader = new Utf8JsonReader(bytes, isLast, state);
        try
        {
            while (reader.Read()) scan.Take(ref reader);
        }
        catch (JsonException fault)
        {
            throw new WireFaultException("body", $"not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})");
        }
        state = reader.CurrentState;
        return reader.Position;
    }

    /// <summary>Where the reader is in <c>[{"metadata":{"uid":"..."}}]</c>.</summary>
    private struct UidScan()
    {
        private bool _inMetadata;
        private bool _atUid;

        public List<PodUid> Uids { get; } = [];
        public int Entries { get; private set; }

        public void Take(ref Utf8JsonReader reader)
        {
            switch (reader.CurrentDepth)
            {
                case 0 when reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null):
                    throw new WireFaultException("body", "a list of pods is expected");
                case 1 when reader.TokenType == JsonTokenType.StartObject:
                    Entries++;
                    break;
                case 1 when reader.TokenType != JsonTokenType.EndObject:
                    throw new WireFaultException($"[{Entries}]", "a pod is expected");
                case 2 when reader.TokenType == JsonTokenType.PropertyName:
                    _inMetadata = reader.ValueTextEquals("metadata"u8);
                    break;
                case 3 when _inMetadata && reader.TokenType == JsonTokenType.PropertyName:
                    _atUid = reader.ValueTextEquals("uid"u8);
                    break;
                case 3 when _inMetadata && _atUid:
                    _atUid = false;
                    if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped is false && PodUid.TryParse(reader.GetString(), out var uid)) Uids.Add(uid);
                    break;
            }
        }
    }
}
