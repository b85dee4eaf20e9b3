using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// The body of /status: a list of whole pods (with resolved secrets). Only the UIDs are read, as the bytes arrive, and nothing else is
/// stored. An empty list, null or an empty body is a ping.
/// </summary>
/// <param name="Pods">The UIDs. A pod with a missing or invalid UID is left out, because it cannot exist here.</param>
/// <param name="IsPing">True if the request names no pod.</param>
internal sealed record StatusRequest(IReadOnlyList<PodUid> Pods, bool IsPing)
{
    /// <summary>
    /// The most pods in one request. The Virtual Kubelet asks for one pod at a time, and a sidecar has been run with 100,000 pods. Each
    /// unknown pod wakes an actor for a moment.
    /// </summary>
    public const int MostPods = 100_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>
    /// The largest text in the body, which the reader must hold as a whole. No field of a pod in Kubernetes is this large.
    /// </summary>
    private const int LongestText = 8 << 20;

    /// <exception cref="WireFaultException">The body is not a list of pods, or has too many.</exception>
    public static async ValueTask<StatusRequest> ReadAsync(PipeReader body, BodyLimits limits, CancellationToken cancel)
    {
        using var reading = new TimedBodyReader(body, limits.TimeLimit, cancel);
        if (await RequestBody.FirstByteAsync(reading) is null)
            return new StatusRequest([], IsPing: true);
        var scan = new UidScan();
        var state = new JsonReaderState(Options);
        while (true)
        {
            var read = await reading.ReadAsync(cancel);
            var consumed = read.Buffer.End;
            try
            {
                consumed = Scan(read.Buffer, read.IsCompleted, ref state, ref scan);
                if (read.Buffer.Slice(consumed).Length > LongestText)
                    throw new WireFaultException("body", "a text in it is larger than 8 MiB");
            }
            finally
            {
                // Also when the body is refused, because the server drains the rest before the connection's next request.
                reading.AdvanceTo(consumed, read.Buffer.End);
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
    /// Tracks the position in <c>[{"metadata":{"uid":"..."}}]</c>. An invalid entry (not an object, invalid text) counts as an unknown pod
    /// and does not affect the other entries.
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

        /// <summary>Notes a UID. If an entry has two, the later one counts, as in Go.</summary>
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
            // A UID is ASCII. The reader's own methods would throw on bytes that are not UTF-8.
            if (_entries <= MostPods && Ascii.IsValid(text) && PodUid.TryParse(Encoding.ASCII.GetString(text), out var uid))
                _uids.Add(uid);
        }

        /// <summary>Encoders never escape these letters, and comparing an escaped name that is invalid text would throw.</summary>
        private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
            !reader.ValueIsEscaped && reader.ValueTextEquals(name);
    }
}
