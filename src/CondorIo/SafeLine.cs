using System.Globalization;
using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>
/// The one rule that makes foreign text (a path, a header, a tool's output, a field of a request) safe for one line of a log, an answer or
/// a terminal. A reader sees the line's characters in their stored order, and none of them is hidden.
/// </summary>
public static class SafeLine
{
    /// <summary>
    /// Control characters and line separators become blanks, and a line break with the blanks around it becomes one blank: wrapped words
    /// read as one sentence. Format characters (bidirectional controls as U+202E, zero-width characters) and lone surrogates become
    /// <c>?</c>, because they reorder or hide the characters beside them.
    /// </summary>
    /// <param name="text">Foreign text of any length.</param>
    /// <param name="longest">The most characters of the result, not counting <paramref name="more"/>.</param>
    /// <param name="more">The text after a cut.</param>
    public static string Of(string text, int longest, string more = "...")
    {
        var cut = text.Length > longest;
        var rest = cut ? text.AsSpan(0, longest) : text;
        // A cut must not leave half a surrogate pair.
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

    /// <summary>Like <see cref="Of"/>, but <paramref name="longest"/> includes the dots at the end of a cut text.</summary>
    public static string Within(string text, int longest) => Of(text, text.Length <= longest ? longest : longest - 3);

    /// <summary>True for control and format characters, line separators, and U+FFFD, which replaces invalid characters.</summary>
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
