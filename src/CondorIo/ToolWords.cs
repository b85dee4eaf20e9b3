using System.Globalization;
using System.Text;

namespace HtcondorActors.CondorIo;

/// <summary>What a tool said, made fit for one line of a log or of an answer.</summary>
internal static class ToolWords
{
    private const int MaxLength = 300;

    /// <summary>
    /// The lines joined, control characters blanked, cut to 300 characters. Not the last line alone: condor_q ends its message
    /// about a missing schedd with paragraphs of general advice, and condor_submit gives the cause in its second line. Warnings come last: condor_submit
    /// has one for each line that it does not know, before it says why it fails.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder();
        var parts = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts.OrderBy(part => part.StartsWith("WARNING", StringComparison.Ordinal)))
            line.Append(line.Length == 0 ? "" : "; ").Append(part);
        return Readable(line.ToString(), MaxLength);
    }

    /// <summary>
    /// One line, cut to a length. Blanks stand for what has no shape of its own: control characters, line breaks, and what hides in a text
    /// or turns its direction.
    /// </summary>
    public static string Readable(string text, int longest)
    {
        // Not between the halves of a character beyond the first plane: half of it cannot be written.
        if (text.Length > longest) text = text[..(char.IsHighSurrogate(text[longest - 4]) ? longest - 4 : longest - 3)] + "...";
        return text.All(c => !IsShapeless(c)) ? text : string.Concat(text.Select(c => IsShapeless(c) ? ' ' : c));
    }

    private static bool IsShapeless(char c) => c is < ' ' or > '~' && char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
