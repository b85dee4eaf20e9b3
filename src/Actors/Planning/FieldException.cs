using System.Text;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// A field of a pod that forbids it. The message is one line, begins with the field's path and never holds a value that may be a secret.
/// Thrown and caught inside this folder: <see cref="PodPlanner"/> turns it into a refusal.
/// </summary>
internal sealed class FieldException(string field, string fault) : Exception($"{field}: {fault}")
{
    private const int LongestShown = 80;

    /// <summary>The caller's own words, made fit for one line: control characters shown as <c>?</c>, long ones cut.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length > LongestShown)
                return shown.Append("...\"").ToString();
            shown.Append(SafeLine.IsUnsafe(rune) ? "?" : rune.ToString());
        }
        return shown.Append('"').ToString();
    }
}
