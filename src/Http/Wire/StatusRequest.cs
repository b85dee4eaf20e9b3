using System.Buffers;
using System.IO.Pipelines;
using System.Text;
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
    /// <summary>
    /// The Virtual Kubelet asks for one pod at a time, and a node of this program has been run with 100,000. Each pod that is not known
    /// wakes an actor for a moment.
    /// </summary>
    public const int MostPods = 100_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>No field of a pod in Kubernetes is as large; a reader must hold one text whole.</summary>
    private const int LongestText = 8 << 20;

    /// <exception cref="WireFaultException">The body is no list of pods, or one of too many.</exception>
    public static async ValueTask<StatusRequest> ReadAsync(PipeReader body, BodyLimits limits, CancellationToken cancel)
    {
        using var reading = new TimedBodyReader(body, limits.TimeLimit, cancel);
        if (await RequestBody.FirstByteAsync(reading, body) is null)
            return new StatusRequest([], IsPing: true);
        var scan = new UidScan();
        var state = new JsonReaderState(Options);
        while (true)
        {
            var read = await reading.NextAsync();
            var consumed = read.Buffer.End;
            try
            {
                consumed = Scan(read.Buffer, read.IsCompleted, ref state, ref scan);
                if (read.Buffer.Slice(consumed).Length > LongestText)
                    throw new WireFaultException("body", "a text in it is larger than 8 MiB");
            }
            finally
            {
                // Also where the body is refused: the server drains what is left of it before the connection's next request.
                body.AdvanceTo(consumed, read.Buffer.End);
            }
            if (read.IsCompleted)
                return scan.Result();
        }
    }

    private static SequencePosition Scan(ReadOnlySequence<byte> bytes, bool isLast, ref JsonReaderState state, ref UidScan scan)
    {
        var reader = new Utf8JsonReader(bytes, isLast, state);
        try
        {
            while (reader.Read())
                scan.Take(ref reader);
        }
        catch (JsonException fault)
        {
            throw new WireFaultException("body", $"not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})");
        }
        catch (IndexOutOfRangeException)
        {
            // The library's reader throws it for an invalid literal that lies in two pieces of the body.
            throw new WireFaultException("body", "not JSON");
        }
        state = reader.CurrentState;
        return reader.Position;
    }

    /// <summary>
    /// Where the reader is in <c>[{"metadata":{"uid":"..."}}]</c>. An entry that is wrong (no object, a text that is no text) is not known,
    /// and costs no other entry its answer.
    /// </summary>
    private struct UidScan()
    {
        private const int LongestUid = 63;

        private readonly List<PodUid> _uids = [];
        private bool _inMetadata;
        private bool _atUid;
        private int _entries;
        private int _others;
        private int _before;

        public readonly StatusRequest Result()
        {
            if (_entries == 0 && _others > 0)
                throw new WireFaultException("[0]", "a pod is expected");
            var asked = _entries + _others;
            return asked <= MostPods
                ? new StatusRequest(_uids, _entries == 0)
                : throw new WireFaultException("body", $"{asked} pods are asked for; the limit is {MostPods} in one request");
        }

        public void Take(ref Utf8JsonReader reader)
        {
            switch (reader.CurrentDepth)
            {
                case 0 when reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray or JsonTokenType.Null):
                    throw new WireFaultException("body", "a list of pods is expected");
                case 1 when reader.TokenType == JsonTokenType.StartObject:
                    _entries++;
                    _before = _uids.Count;
                    break;
                case 1 when reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray):
                    _others++;
                    _before = int.MaxValue;
                    break;
                case 2 when reader.TokenType == JsonTokenType.PropertyName:
                    _inMetadata = IsNamed(ref reader, "metadata"u8);
                    break;
                case 3 when _inMetadata && reader.TokenType == JsonTokenType.PropertyName:
                    _atUid = IsNamed(ref reader, "uid"u8);
                    break;
                case 3 when _inMetadata && _atUid:
                    _atUid = false;
                    Note(ref reader);
                    break;
            }
        }

        /// <summary>Of two UIDs in one entry the later one counts, as for Go.</summary>
        private readonly void Note(ref Utf8JsonReader reader)
        {
            if (_uids.Count > _before)
                _uids.RemoveAt(_uids.Count - 1);
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || length > LongestUid)
                return;
            Span<byte> text = stackalloc byte[(int)length];
            if (reader.HasValueSequence)
                reader.ValueSequence.CopyTo(text);
            else
                reader.ValueSpan.CopyTo(text);
            // A UID is ASCII. Whatever is not even UTF-8 makes the reader's own methods throw.
            if (_entries <= MostPods && Ascii.IsValid(text) && PodUid.TryParse(Encoding.ASCII.GetString(text), out var uid))
                _uids.Add(uid);
        }

        /// <summary>No encoder escapes these letters, and of an escaped name the reader throws where it is no text.</summary>
        private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
            !reader.ValueIsEscaped && reader.ValueTextEquals(name);
    }
}
