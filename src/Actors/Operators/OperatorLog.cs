using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Operators;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class OperatorLog
{
    [LoggerMessage(EventId = 8000, Level = LogLevel.Warning, Message = "drain on, by {By}: the Kubernetes node takes no new pods")]
    public static partial void DrainBegan(this ILogger log, string by);

    [LoggerMessage(EventId = 8001, Level = LogLevel.Warning, Message = "drain off, by {By}: the Kubernetes node takes pods again")]
    public static partial void DrainEnded(this ILogger log, string by);

    [LoggerMessage(EventId = 8002, Level = LogLevel.Information, Message = "pod {Pod}: a retry now, asked by {By}")]
    public static partial void RetryWanted(this ILogger log, LoggedPod pod, string by);

    [LoggerMessage(
        EventId = 8003,
        Level = LogLevel.Warning,
        Message = "LogLevel is set to {Level} by {By}, until the next start or SIGHUP"
    )]
    public static partial void LevelSet(this ILogger log, string level, string by);

    [LoggerMessage(EventId = 8006, Level = LogLevel.Warning, Message = "node {Node} is to leave the others, asked by {By}")]
    public static partial void LeaveWanted(this ILogger log, string node, string by);

    [LoggerMessage(EventId = 8007, Level = LogLevel.Warning, Message = "node {Node} is declared dead by {By}")]
    public static partial void DownWanted(this ILogger log, string node, string by);

    [LoggerMessage(
        EventId = 8004,
        Level = LogLevel.Error,
        Message = "an operator's action in the journal cannot be read and is left out; look at drain status: {Words}"
    )]
    public static partial void ActionUnreadable(this ILogger log, string words);

    [LoggerMessage(EventId = 8005, Level = LogLevel.Error, Message = "the journal did not take or give an operator's action: {Words}")]
    public static partial void ActionNotJournaled(this ILogger log, string words);
}
