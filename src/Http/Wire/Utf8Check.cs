using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HtcondorActors.Http.Wire;

/// <summary>Pure: whether bytes in any pieces are UTF-8. The JSON reader judges only what is read as text, and then some of its methods
/// throw what no caller expects.</summary>
internal static class Utf8Check
{
    private const int LongestCharacter = 4;

    public static bool IsValid(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
            return Utf8.IsValid(bytes.FirstSpan);
        Span<byte> seam = stackalloc byte[LongestCharacter];
        var carried = 0;
        foreach (var piece in bytes)
        {
            var rest = piece.Span;
            while (carried > 0 && rest.Length > 0)
            {
                // A character that the piece before began.
                seam[carried++] = rest[0];
                rest = rest[1..];
                var status = Rune.DecodeFromUtf8(seam[..carried], out _, out _);
                if (status == OperationStatus.InvalidData)
                    return false;
                if (status == OperationStatus.Done)
                    carried = 0;
            }
            if (rest.Length == 0)
                continue;
            carried = Unfinished(rest);
            if (!Utf8.IsValid(rest[..^carried]))
                return false;
            rest[^carried..].CopyTo(seam);
        }
        return carried == 0;
    }

    /// <summary>How many of the last bytes are the beginning of a character.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var last = 1; last < LongestCharacter && last <= bytes.Length; last++)
        {
            var lead = bytes[^last];
            if (lead < 0x80)
                return 0;
            if (lead >= 0xc0)
                return Rune.DecodeFromUtf8(bytes[^last..], out _, out _) == OperationStatus.NeedMoreData ? last : 0;
        }
        return 0;
    }
}
