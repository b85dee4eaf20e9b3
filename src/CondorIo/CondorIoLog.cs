using Microsoft.Extensions.Logging;

namespace HtcondorActors.CondorIo;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class CondorIoLog
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Debug, Message = "{Program} took {Milliseconds} ms: {Result}")]
    public static partial void ToolEnded(this ILogger log, string program, long milliseconds, string result);

    [LoggerMessage(
        EventId = 1001,
        Level = LogLevel.Warning,
        Message = "{Program}: {Words}. It has {Length} bytes and begins with: {Start}"
    )]
    public static partial void AnswerUnreadable(this ILogger log, string program, string words, long length, string start);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "job folder {Tag}: output that is not read: {Words}")]
    public static partial void OutputIgnored(this ILogger log, JobTag tag, string words);

    [LoggerMessage(
        EventId = 1003,
        Level = LogLevel.Warning,
        Message = "process {Id} did not end within the time limit after it was killed: {Words}"
    )]
    public static partial void ProcessOutlivedKill(this ILogger log, int id, string words);
}
