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
        return SafeLine.Within(line.ToString(), MaxLength);
    }
}
