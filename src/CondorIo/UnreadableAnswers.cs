using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Handles answers with exit code 0 that do not have the requested format. The failure always has the same words, because they become part
/// of a status that is published whenever it changes. The beginning of the answer may differ each time, so it goes to the log: once for
/// each tool, until the tool gives a valid answer again.
/// </summary>
internal sealed class UnreadableAnswers(ILogger<UnreadableAnswers> log)
{
    /// <summary>Long enough to show a banner before an answer.</summary>
    public const int Shown = 120;

    private readonly ConcurrentDictionary<string, bool> _said = new();

    /// <summary>Notes that the tool gave a valid answer.</summary>
    public void Over(string program) => _said.TryRemove(program, out _);

    /// <param name="program">The tool.</param>
    /// <param name="fault">What is wrong with the answer, in words that do not depend on its content.</param>
    /// <param name="start">The first bytes of the answer.</param>
    /// <param name="length">The answer's length in bytes.</param>
    public CondorFailure Failure(string program, FormatException fault, ReadOnlySpan<byte> start, long length)
    {
        if (_said.TryAdd(program, true))
            log.AnswerUnreadable(
                program,
                fault.Message,
                length,
                ToolWords.OneLine(Encoding.UTF8.GetString(start[..Math.Min(Shown, start.Length)]))
            );
        return new CondorFailure(CondorFailureKind.Unreadable, program, 0, fault.Message + " (the sidecar's log shows how it begins)");
    }
}
