using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Scheduling;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class SchedulingLog
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Warning, Message = "the queue cannot be seen ({Reason}): {Failure}")]
    public static partial void QueueUnseen(this ILogger log, string reason, CondorFailure failure);

    [LoggerMessage(
        EventId = 3001,
        Level = LogLevel.Information,
        Message = "the queue can be seen again after {Duration}. Pods that waited for it and go on: {Count}"
    )]
    public static partial void QueueSeenAgain(this ILogger log, string duration, int count);

    [LoggerMessage(
        EventId = 3002,
        Level = LogLevel.Warning,
        Message = "jobs that have left the queue cannot be looked up ({Reason}), and their pods wait: {Count}. {Failure}"
    )]
    public static partial void HistoryUnseen(this ILogger log, string reason, int count, CondorFailure failure);

    [LoggerMessage(
        EventId = 3003,
        Level = LogLevel.Information,
        Message = "jobs that have left the queue can be looked up again. Pods that waited for that and go on: {Count}"
    )]
    public static partial void HistorySeenAgain(this ILogger log, int count);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Error, Message = "a poll of the queue failed unexpectedly; the next one follows")]
    public static partial void PollFailed(this ILogger log, Exception failure);

    [LoggerMessage(
        EventId = 3005,
        Level = LogLevel.Warning,
        Message = "jobs in the answer of the {Source} that cannot be read, and from which nothing is concluded: {Count}. {Jobs}{More}"
    )]
    public static partial void JobsUnreadable(this ILogger log, int count, string source, string jobs, string more);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Information, Message = "every job in the answer of the {Source} can be read again")]
    public static partial void JobsReadableAgain(this ILogger log, string source);

    [LoggerMessage(
        EventId = 3007,
        Level = LogLevel.Warning,
        Message = "no pod owns {Jobs} of this instance, and nothing is done with them (htcondor-sidecar jobs --unowned shows more)"
    )]
    public static partial void JobsOwnedByNoPod(this ILogger log, string jobs);

    [LoggerMessage(
        EventId = 3008,
        Level = LogLevel.Warning,
        Message = "another data folder owns {Jobs} with the InstanceName \"{Name}\", and nothing is done with them. Give each sidecar "
            + "a name of its own, or a moved data folder its old file \"instance\""
    )]
    public static partial void JobsOfAnotherFolder(this ILogger log, string jobs, string name);

    [LoggerMessage(
        EventId = 3009,
        Level = LogLevel.Warning,
        Message = "the queue has not been seen since {Since} ({Reason}). Pods that wait for it: {Count}. {Failure}"
    )]
    public static partial void QueueStillUnseen(this ILogger log, string since, string reason, int count, CondorFailure failure);

    [LoggerMessage(
        EventId = 3010,
        Level = LogLevel.Warning,
        Message = "pods whose jobs belong to other schedds ({Others}; {Reason}) than {Schedd}, which the sidecar asks, so that they wait: "
            + "{Count}. Set ScheddHost back, or name a schedd that was renamed or is gone for ever in FormerSchedds"
    )]
    public static partial void PodsOfOtherSchedds(this ILogger log, string reason, int count, string others, string schedd);

    [LoggerMessage(
        EventId = 3011,
        Level = LogLevel.Information,
        Message = "no pod waits for another schedd any more; before, pods waited for {Others}"
    )]
    public static partial void NoPodsOfOtherSchedds(this ILogger log, string others);
}
