using System.Buffers.Text;
using System.Text;

namespace HtcondorActors.Actors.Streams;

/// <summary>The first line of a frame: <c>@MS KIND CONTAINER LENGTH</c>.</summary>
/// <param name="Kind">The kind as written; readers skip unknown kinds.</param>
/// <param name="Container">A container's name, or "-".</param>
/// <param name="Length">The length of the payload in bytes.</param>
internal sealed record FrameHead(DateTimeOffset At, string Kind, string Container, long Length)
{
    /// <summary>More than any head needs: 15 digits, a short word, a DNS label (63), 15 digits.</summary>
    public const int LongestLine = 160;
    private const long LastMillisecond = 253_402_300_799_999;

    public static FrameHead? Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length is 0 or > LongestLine || line[0] != '@')
            return null;
        Span<Range> fields = stackalloc Range[5];
        var rest = line[1..];
        var count = 0;
        foreach (var field in rest.Split((byte)' '))
        {
            if (count == 4)
                return null;
            fields[count++] = field;
        }
        return
            count == 4
            && Number(rest[fields[0]]) is { } ms and <= LastMillisecond
            && IsWord(rest[fields[1]], extra: 0)
            && IsWord(rest[fields[2]], extra: (byte)'-')
            && Number(rest[fields[3]]) is { } length
            ? new FrameHead(DateTimeOffset.FromUnixTimeMilliseconds(ms), Text(rest[fields[1]]), Text(rest[fields[2]]), length)
            : null;
    }

    private static long? Number(ReadOnlySpan<byte> digits) =>
        digits.Length is > 0 and <= 15
        && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && Utf8Parser.TryParse(digits, out long value, out _)
            ? value
            : null;

    private static bool IsWord(ReadOnlySpan<byte> word, byte extra)
    {
        foreach (var letter in word)
            if (!(letter is >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' || (extra != 0 && letter == extra)))
                return false;
        return word.Length > 0;
    }

    private static string Text(ReadOnlySpan<byte> ascii) => Encoding.ASCII.GetString(ascii);
}
