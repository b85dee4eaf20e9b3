using System.Text;

namespace HtcondorActors.Actors.Streams;

/// <summary>The first line of a frame: <c>@MS KIND CONTAINER LENGTH</c>.</summary>
/// <param name="Kind">The kind as written; readers skip unknown kinds.</param>
/// <param name="Container">A container's name, or "-".</param>
/// <param name="Length">The length of the payload in bytes.</param>
internal readonly record struct FrameHead(DateTimeOffset At, string Kind, string Container, long Length)
{
    /// <summary>More than any head needs: 15 digits, a short word, a DNS label (63), 15 digits.</summary>
    public const int LongestLine = 160;
    private const long LastMillisecond = 253_402_300_799_999;

    /// <param name="line">The line without its end.</param>
    /// <param name="before">An earlier head, whose texts are used again. Most streams have a frame for each line of a log.</param>
    public static FrameHead? Parse(ReadOnlySpan<byte> line, FrameHead before = default)
    {
        if (line.Length is 0 or > LongestLine || line[0] != '@')
            return null;
        // A blank too many is in the length, which then is no number.
        var length = line[1..];
        var ms = Field(ref length);
        var kind = Field(ref length);
        var container = Field(ref length);
        return
            Number(ms) is >= 0 and <= LastMillisecond and var time
            && Word(kind, before.Kind, extra: (byte)'0') is { } kindText
            && Word(container, before.Container, extra: (byte)'-') is { } containerText
            && Number(length) is >= 0 and var number
            ? new FrameHead(DateTimeOffset.FromUnixTimeMilliseconds(time), kindText, containerText, number)
            : null;
    }

    /// <summary>The text before the next blank; empty if there is no blank.</summary>
    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        var blank = rest.IndexOf((byte)' ');
        if (blank < 0)
            return [];
        var field = rest[..blank];
        rest = rest[(blank + 1)..];
        return field;
    }

    /// <summary>At most 15 digits; -1 for anything else.</summary>
    private static long Number(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is 0 or > 15)
            return -1;
        long number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    /// <summary>Letters, digits and one more character; null for anything else.</summary>
    private static string? Word(ReadOnlySpan<byte> word, string? before, byte extra)
    {
        if (before is not null && Ascii.Equals(word, before))
            return before;
        foreach (var letter in word)
            if (letter is not (>= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9') && letter != extra)
                return null;
        return word.Length > 0 ? Encoding.ASCII.GetString(word) : null;
    }
}
