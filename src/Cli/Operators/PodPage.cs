using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HtcondorActors.Cli.Operators;

/// <summary>
/// One page of the list of pods, as the bytes that the sidecar sent. The pods are read one after the other where they lie, so a page needs
/// no object for a pod. It can be filled again.
/// </summary>
internal sealed class PodPage
{
    private byte[] _bytes = new byte[256 << 10];
    private int _length;
    private int _pods;

    /// <summary>Reads one pod: begins at the start of its object, and ends at the object's end.</summary>
    public delegate void PodReader(ref Utf8JsonReader pod);

    public DateTimeOffset? AsOf { get; private set; }
    public string? Stale { get; private set; }
    public int Unread { get; private set; }
    public string? Continue { get; private set; }

    /// <summary>Reads an answer of the sidecar to its end, and what stands before the pods.</summary>
    /// <exception cref="JsonException">The answer is not JSON.</exception>
    public async Task FillAsync(Stream content, CancellationToken stop)
    {
        (_length, AsOf, Stale, Unread, Continue) = (0, null, null, 0, null);
        while (await content.ReadAsync(_bytes.AsMemory(_length), stop) is var read && read > 0)
            if ((_length += read) == _bytes.Length)
                Array.Resize(ref _bytes, 2 * _bytes.Length);
        var reader = new Utf8JsonReader(_bytes.AsSpan(0, _length));
        _pods = ReadHead(ref reader) ? (int)reader.BytesConsumed : throw new JsonException("not a list of pods");
    }

    /// <summary>Reads all pods in their order, and says how many there are.</summary>
    [MethodImpl(CellTable.Hot)]
    public int Each(PodReader read)
    {
        var count = 0;
        var reader = new Utf8JsonReader(_bytes.AsSpan(0, _length));
        if (!ReadHead(ref reader))
            return 0;
        for (; reader.Read() && reader.TokenType == JsonTokenType.StartObject; count++)
            read(ref reader);
        ReadHead(ref reader); // an answer may have the rest after its pods
        return count;
    }

    /// <summary>The answer from its first pod on.</summary>
    public ReadOnlySpan<byte> Pods => _bytes.AsSpan(_pods, _length - _pods);

    /// <summary>The bytes from one place of the answer to another.</summary>
    public ReadOnlySpan<byte> Bytes(long from, long to) => _bytes.AsSpan((int)from, (int)(to - from));

    // True where the pods begin.
    private bool ReadHead(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isPods = reader.ValueTextEquals("items"u8);
            var (isAsOf, isStale) = (reader.ValueTextEquals("asOf"u8), reader.ValueTextEquals("stale"u8));
            var isUnread = reader.ValueTextEquals("unread"u8);
            var isContinue = reader.ValueTextEquals("continue"u8);
            reader.Read();
            if (isPods)
                return reader.TokenType == JsonTokenType.StartArray;
            if (isAsOf && reader.TokenType == JsonTokenType.String)
                AsOf = reader.GetDateTimeOffset();
            else if (isStale && reader.TokenType == JsonTokenType.String)
                Stale = reader.GetString();
            else if (isUnread && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var unread))
                Unread = unread;
            else if (isContinue && reader.TokenType == JsonTokenType.String)
                Continue = reader.GetString();
            else
                reader.Skip();
        }
        return false;
    }
}
