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

    /// <summary>True if the bytes begin with the head of another log frame of the same container.</summary>
    /// <param name="bytes">The bytes behind this log frame.</param>
    /// <param name="head">The length of that head, with its newline.</param>
    /// <param name="length">The length of its payload.</param>
    public bool IsFollowedBy(ReadOnlySpan<byte> bytes, out int head, out long length)
    {
        (head, length) = (0, -1);
        if (bytes.IsEmpty || bytes[0] != '@')
            return false;
        var rest = bytes[1..];
        if (LeadingNumber(ref rest) is < 0 or > LastMillisecond || !rest.StartsWith(" log "u8))
            return false;
        rest = rest[5..];
        if (rest.Length <= Container.Length || rest[Container.Length] != ' ' || !Ascii.Equals(rest[..Container.Length], Container))
            return false;
        rest = rest[(Container.Length + 1)..];
        length = LeadingNumber(ref rest);
        head = bytes.Length - rest.Length + 1;
        return length >= 0 && !rest.IsEmpty && rest[0] == '\n' && head - 1 <= LongestLine;
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
    private static long Number(ReadOnlySpan<byte> digits) => LeadingNumber(ref digits) is var number && digits.IsEmpty ? number : -1;

    /// <summary>Takes at most 15 digits from the beginning of some bytes; -1 if there is none.</summary>
    private static long LeadingNumber(ref ReadOnlySpan<byte> bytes)
    {
        long number = 0;
        var count = 0;
        for (; count < bytes.Length && count < 15 && bytes[count] is >= (byte)'0' and <= (byte)'9'; count++)
            number = number * 10 + (bytes[count] - '0');
        bytes = bytes[count..];
        return count > 0 ? number : -1;
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
