using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Protocol;

/// <summary>Foreign text on one line, by the rule of <see cref="SafeLine"/>: the rooms that do not know the scheduler's room use it by this
/// name.</summary>
public static class OneLine
{
    /// <summary>Text of a file, a server or the system as a part of one line of a terminal: at most 500 characters, line breaks as
    /// blanks.</summary>
    public static string Of(string text) => Of(text.ReplaceLineEndings(" "), 500);

    /// <param name="text">Foreign text of any length.</param>
    /// <param name="longest">The result has at most so many characters; <paramref name="more"/> comes on top.</param>
    /// <param name="more">Stands at the end of a text that was cut.</param>
    public static string Of(string text, int longest, string more = "...") => SafeLine.Of(text, longest, more);

    /// <summary>True for what must not reach a line as it is.</summary>
    public static bool IsUnsafe(Rune rune) => SafeLine.IsUnsafe(rune);
}
