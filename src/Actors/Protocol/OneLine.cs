using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Protocol;

/// <summary>Foreign text on one line, by the rule of <see cref="SafeLine"/>: the rooms that do not know the scheduler's room use it by this
/// name.</summary>
public static class OneLine
{
    private const int LongestQuoted = 80;

    /// <summary>Text of a file, a server or the system as a part of one line of a terminal: at most 500 characters, line breaks as
    /// blanks.</summary>
    public static string Of(string text) => Of(text.ReplaceLineEndings(" "), 500);

    /// <param name="text">Foreign text of any length.</param>
    /// <param name="longest">The result has at most so many characters; <paramref name="more"/> comes on top.</param>
    /// <param name="more">Stands at the end of a text that was cut.</param>
    public static string Of(string text, int longest, string more = "...") => SafeLine.Of(text, longest, more);

    /// <summary>A pod's own words in quotes, as a part of a message: at most 80 characters, and <c>?</c> for each that is unsafe.</summary>
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

    /// <summary>Text of many lines for a terminal: line breaks stay, whatever else could move the cursor becomes <c>?</c>.</summary>
    public static string Each(string lines) =>
        string.Concat(lines.EnumerateRunes().Select(rune => rune.Value != '\n' && SafeLine.IsUnsafe(rune) ? "?" : rune.ToString()));
}
