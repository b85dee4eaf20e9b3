using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace HtcondorActors.Http.Wire;

/// <summary>
/// Pure: checks whether bytes in several segments are UTF-8. The JSON reader checks only values that are read as text, and some of its
/// methods then throw unexpected exceptions.
/// </summary>
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
                // This character began in the segment before.
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

    /// <summary>The number of last bytes that begin an incomplete character.</summary>
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
