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
}
