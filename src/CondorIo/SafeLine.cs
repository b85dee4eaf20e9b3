using System.Globalization;
using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// The one rule that makes foreign text (a path, a header, a tool's output, a field of a request) fit for one line of a log, an answer or a
/// terminal. A reader of the line sees its characters in the order in which they are stored, and nothing of them is hidden.
/// </summary>
public static class SafeLine
{
    /// <summary>
    /// Control characters and line separators become blanks, and a line break with the blanks around it becomes one blank: wrapped words
    /// read as one sentence. Format characters (bidirectional controls as U+202E, zero-width characters) and lone surrogates become
    /// <c>?</c>: they reorder or hide what stands beside them.
    /// </summary>
    /// <param name="text">Foreign text of any length.</param>
    /// <param name="longest">The result has at most so many characters; <paramref name="more"/> comes on top.</param>
    /// <param name="more">Stands at the end of a text that was cut.</param>
    public static string Of(string text, int longest, string more = "...")
    {
        var cut = text.Length > longest;
        var rest = cut ? text.AsSpan(0, longest) : text;
        // The half of a pair is not left behind; it would be a lone surrogate.
        if (cut && char.IsHighSurrogate(rest[^1]))
            rest = rest[..^1];
        if (!cut && IsPlain(rest))
            return text;
        var line = new StringBuilder(rest.Length + more.Length);
        var wrapped = false;
        foreach (var rune in rest.EnumerateRunes())
        {
            var isBreak = rune.Value is '\r' or '\n';
            wrapped = isBreak || (wrapped && Rune.IsWhiteSpace(rune));
            if (isBreak)
                TrimEnd(line);
            if (isBreak || !wrapped)
                Append(line, rune);
        }
        return line.ToString().Trim() + (cut ? more : "");
    }

    /// <summary>As <see cref="Of"/>; a text that was cut is not longer than <paramref name="longest"/> with the dots at its end.</summary>
    public static string Within(string text, int longest) => Of(text, text.Length <= longest ? longest : longest - 3);

    /// <summary>Control and format characters, separators of lines, and U+FFFD, which stands for what is no character at all.</summary>
    public static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Format
        || rune == Rune.ReplacementChar;

    private static void TrimEnd(StringBuilder line)
    {
        while (line.Length > 0 && line[^1] == ' ')
            line.Length--;
    }

    private static void Append(StringBuilder line, Rune rune)
    {
        if (!IsUnsafe(rune))
            line.Append(rune.ToString());
        else
            line.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune == Rune.ReplacementChar ? '?' : ' ');
    }

    private static bool IsPlain(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange(' ', '~') && (text.Length == 0 || (text[0] != ' ' && text[^1] != ' '));
}
