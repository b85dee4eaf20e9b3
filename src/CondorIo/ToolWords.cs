using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Puts a tool's messages on one line, for a log or an answer. The rules follow the real tools (tests/Fixtures/htcondor).
/// </summary>
internal static partial class ToolWords
{
    private const int MaxLength = 500;

    /// <summary>
    /// Joins all messages into one line without control characters, cut to 500 characters. A message that the tool has wrapped over several
    /// lines becomes one sentence again. The last message alone is not enough: condor_q ends with paragraphs of general advice, and
    /// condor_submit gives the cause in its second message. Warnings and lines of a debug log come last: condor_submit prints a warning for
    /// each unknown line before the reason of its failure.
    /// </summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var message in Messages(text).OrderBy(message => Aside().IsMatch(message)).Select(message => Stamp().Replace(message, "")))
            line.Append(
                    line.Length == 0 ? ""
                    : IsSentence(line[^1]) ? " "
                    : "; "
                )
                .Append(message);
        return SafeLine.Within(line.ToString(), MaxLength);
    }

    private static List<string> Messages(string text)
    {
        List<string> messages = [];
        var (before, apart) = ("", false);
        foreach (var line in text.Split('\n'))
        {
            var words = line.Trim();
            if (words.Length == 0)
            {
                apart = true;
                continue;
            }
            if (messages.Count > 0 && GoesOn(before, line.TrimEnd('\r'), words, apart))
                messages[^1] += " " + words;
            else
                messages.Add(words);
            (before, apart) = (line.TrimEnd('\r'), false);
        }
        return messages;
    }

    /// <summary>
    /// True if the line continues the message of the line before. HTCondor wraps its messages at 78 columns and leaves the blank at the end
    /// of the line. Other programs indent continuation lines, or end a line in the middle of a sentence.
    /// </summary>
    private static bool GoesOn(string before, string line, string words, bool apart)
    {
        var last = before.TrimEnd()[^1];
        if (last == ':')
            return !Aside().IsMatch(words);
        if (apart || Beginning().IsMatch(words))
            return false;
        var isWrapped = char.IsWhiteSpace(before[^1]) || char.IsWhiteSpace(line[0]);
        return isWrapped || last == ',' || (!IsSentence(last) && char.IsAsciiLetterLower(words[0]));
    }

    private static bool IsSentence(char last) => last is '.' or '!' or '?' or ':';

    /// <summary><c>ERROR:</c>, <c>condor_rm:</c>, <c>SECMAN:2010:</c>, <c>DCSchedd::actOnJobs:1:</c> and the like.</summary>
    [GeneratedRegex(
        @"^(ERROR:|Error:|WARNING:|Warning:|Extra Info:|-- |(/\S*/)?condor_\w+: |[A-Za-z]\w*(::\w+)*:[0-9]+:|[0-9]{2}/[0-9]{2}/[0-9]{2} )",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^(WARNING|[0-9]{2}/[0-9]{2}/[0-9]{2} )", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();

    // The time stamp is removed, because it changes with each call and would change each published status that quotes it.
    [GeneratedRegex(@"^[0-9]{2}/[0-9]{2}/[0-9]{2} [0-9:.]+ ", RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();
}
