using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Protocol;

/// <summary>
/// Puts foreign text on one line by the rule of <see cref="SafeLine"/>, for the rooms that do not import <c>CondorIo</c>.
/// </summary>
public static class OneLine
{
    private const int LongestQuoted = 80;

    /// <summary>
    /// Text of a file, a server or the system as part of one line of a terminal: at most 500 characters, with blanks for line breaks.
    /// </summary>
    public static string Of(string text) => Of(text.ReplaceLineEndings(" "), 500);

    /// <param name="text">Foreign text of any length.</param>
    /// <param name="longest">The most characters of the result, not counting <paramref name="more"/>.</param>
    /// <param name="more">The text after a cut.</param>
    public static string Of(string text, int longest, string more = "...") => SafeLine.Of(text, longest, more);

    /// <summary>A pod's own words in quotes, as part of a message: at most 80 characters, with <c>?</c> for each unsafe one.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > LongestQuoted)
                return quoted.Append("...\"").ToString();
            quoted.Append(SafeLine.IsUnsafe(rune) ? "?" : rune.ToString());
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// Text of many lines for a terminal: line breaks stay, and any other character that could move the cursor becomes <c>?</c>.
    /// </summary>
    public static string Each(string lines) =>
        string.Concat(lines.EnumerateRunes().Select(rune => rune.Value != '\n' && SafeLine.IsUnsafe(rune) ? "?" : rune.ToString()));
}
