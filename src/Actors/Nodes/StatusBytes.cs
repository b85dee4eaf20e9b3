using System.Buffers.Binary;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Writes and reads the messages with statuses (pure). A status is bytes already, so JSON would only make it longer. Numbers are little
/// endian: life and number (8 bytes each), flags (a byte), in a part its index and the count of parts (4 bytes each), then for each pod the
/// length of its UID (a byte), the UID, the length of the status (4 bytes, -1 if the pod is gone), the status.
/// </summary>
internal static class StatusBytes
{
    /// <summary>Well below the longest frame.</summary>
    private const int LongestMessage = 256 << 10;

    private const int Head = 17,
        PartHead = Head + 8;
    private const byte Orphans = 1;

    public static byte[] Of(StatusChanges message) => Of(Head, message.Life, message.Number, 0, message.Changes);

    public static byte[] Of(SomeStatuses message) => Of(new StatusPart(0, 0, message.Index, message.Count, false, message.Statuses));

    public static byte[] Of(StatusPart message)
    {
        var bytes = Of(PartHead, message.Life, message.Number, message.OfOrphans ? Orphans : (byte)0, message.Statuses);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Head), message.Index);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Head + 4), message.Count);
        return bytes;
    }

    /// <exception cref="ArgumentException">The bytes are no such message.</exception>
    public static StatusChanges Changes(ReadOnlyMemory<byte> bytes)
    {
        var (life, number, _) = HeadOf(bytes);
        return new(life, number, Pods(bytes[Head..]));
    }

    /// <exception cref="ArgumentException">The bytes are no such message.</exception>
    public static SomeStatuses Some(ReadOnlyMemory<byte> bytes)
    {
        var part = Part(bytes);
        return new(part.Index, part.Count, part.Statuses);
    }

    /// <exception cref="ArgumentException">The bytes are no such message.</exception>
    public static StatusPart Part(ReadOnlyMemory<byte> bytes)
    {
        var (life, number, flags) = HeadOf(bytes);
        var place = bytes[Head..PartHead].Span;
        return new(
            life,
            number,
            BinaryPrimitives.ReadInt32LittleEndian(place),
            BinaryPrimitives.ReadInt32LittleEndian(place[4..]),
            (flags & Orphans) != 0,
            Pods(bytes[PartHead..])
        );
    }

    private static byte[] Of(int head, long life, long number, byte flags, IReadOnlyList<(PodUid Uid, ReadOnlyMemory<byte>? Fragment)> pods)
    {
        var bytes = new byte[head + pods.Sum(pod => 5 + pod.Uid.Value.Length + (pod.Fragment?.Length ?? 0))];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, life);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), number);
        bytes[16] = flags;
        var rest = bytes.AsSpan(head);
        foreach (var (uid, fragment) in pods)
        {
            rest[0] = (byte)Encoding.ASCII.GetBytes(uid.Value, rest[1..]);
            rest = rest[(1 + uid.Value.Length)..];
            BinaryPrimitives.WriteInt32LittleEndian(rest, fragment?.Length ?? -1);
            rest = rest[4..];
            if (fragment is not { } status)
                continue;
            status.Span.CopyTo(rest);
            rest = rest[status.Length..];
        }
        return bytes;
    }

    private static (long Life, long Number, byte Flags) HeadOf(ReadOnlyMemory<byte> bytes) =>
        (BinaryPrimitives.ReadInt64LittleEndian(bytes.Span), BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[8..]), bytes.Span[16..][0]);

    private static List<(PodUid, ReadOnlyMemory<byte>?)> Pods(ReadOnlyMemory<byte> bytes)
    {
        var pods = new List<(PodUid, ReadOnlyMemory<byte>?)>();
        while (bytes.Length > 0)
        {
            int name = bytes.Span[0];
            var uid = PodUid.Parse(Encoding.ASCII.GetString(bytes.Slice(1, name).Span));
            bytes = bytes[(1 + name)..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
            bytes = bytes[4..];
            // Each status is kept for long, and must not keep the whole message in memory.
            pods.Add((uid, length < 0 ? default(ReadOnlyMemory<byte>?) : bytes[..length].ToArray()));
            bytes = bytes[Math.Max(length, 0)..];
        }
        return pods;
    }

    /// <summary>Divides statuses into messages that are not too long.</summary>
    public static IEnumerable<List<(PodUid, ReadOnlyMemory<byte>?)>> Messages(IEnumerable<(PodUid, ReadOnlyMemory<byte>?)> pods)
    {
        var (some, length) = (new List<(PodUid, ReadOnlyMemory<byte>?)>(), 0);
        foreach (var (uid, fragment) in pods)
        {
            some.Add((uid, fragment));
            length += uid.Value.Length + (fragment?.Length ?? 0);
            if (length < LongestMessage)
                continue;
            yield return some;
            (some, length) = ([], 0);
        }
        if (some.Count > 0)
            yield return some;
    }
}
