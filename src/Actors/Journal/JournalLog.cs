using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Journal;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(
        EventId = 4000,
        Level = LogLevel.Error,
        Message = "{Finding}. Pods that were acknowledged may be missing; their jobs are left alone and named. Creates and deletes go on"
    )]
    public static partial void EntriesMissing(this ILogger log, string finding);

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "the journal: {Words}. No pod is accepted until it can be written")]
    public static partial void NotWritten(this ILogger log, string words);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "the journal can be written again")]
    public static partial void WrittenAgain(this ILogger log);
}
