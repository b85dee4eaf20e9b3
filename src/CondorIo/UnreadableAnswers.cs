using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.CondorIo;

/// <summary>
/// Answers with exit code 0 that are not in the format that was asked for. The failure has the same words each time: they become a message
/// that is published whenever it changes. How the answer begins may differ at each look. It stands in the log: once for each tool, until
/// the tool has answered well again.
/// </summary>
internal sealed class UnreadableAnswers(ILogger<UnreadableAnswers> log)
{
    /// <summary>A banner that stands before an answer fits.</summary>
    public const int Shown = 120;

    private readonly ConcurrentDictionary<string, bool> _said = new();

    /// <summary>The tool answered as it should.</summary>
    public void Over(string program) => _said.TryRemove(program, out _);

    /// <param name="program">The tool.</param>
    /// <param name="fault">What is wrong with its answer, in words that do not depend on the answer's content.</param>
    /// <param name="start">The beginning of the answer.</param>
    /// <param name="length">Its length in bytes.</param>
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
