using System.Buffers;
using System.Text;

namespace HtcondorActors.Actors.Planning;

/// <summary>What some text takes on its way to a program.</summary>
/// <param name="Bytes">For Linux: UTF-8.</param>
/// <param name="Encoded">For Apptainer, which hands it on as a JSON string of Go's: a newline is two bytes, <c>&lt;</c> is six.</param>
internal readonly record struct TextSize(long Bytes, long Encoded)
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(code => (char)code),
        '"',
        '\\',
        '<',
        '>',
        '&',
        '\u2028',
        '\u2029',
    ]);

    public static TextSize operator +(TextSize left, TextSize right) => new(left.Bytes + right.Bytes, left.Encoded + right.Encoded);

    public static TextSize Of(ReadOnlySpan<char> text)
    {
        long bytes = Encoding.UTF8.GetByteCount(text);
        var encoded = bytes;
        for (var at = text.IndexOfAny(Escaped); at >= 0; )
        {
            encoded += text[at] switch
            {
                '"' or '\\' or '\n' or '\r' or '\t' => 1,
                '\u2028' or '\u2029' => 3,
                _ => 5,
            };
            text = text[(at + 1)..];
            at = text.IndexOfAny(Escaped);
        }
        return new TextSize(bytes, encoded);
    }
}
