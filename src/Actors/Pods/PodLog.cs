using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>The log entries of this room. Every entry names its pod or its node. docs/log-events.md lists all entries.</summary>
internal static partial class PodLog
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "pod {Pod}: {Fact}")]
    public static partial void FactStored(this ILogger log, PodUid pod, string fact);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "pod {Pod}: warning: {Warning}")]
    public static partial void SpecWarning(this ILogger log, PodUid pod, string warning);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "pod {Pod}: warning from its node: {Warning}")]
    public static partial void NodeWarning(this ILogger log, PodUid pod, string warning);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "pod {Pod}: {Failure}; tried again later")]
    public static partial void CallFailed(this ILogger log, PodUid pod, CondorFailure failure);

    [LoggerMessage(
        EventId = 2004,
        Level = LogLevel.Warning,
        Message = "pod {Pod}: job {Job} is no longer in the queue, and its end cannot be looked up: {Failure}; tried again later"
    )]
    public static partial void EndNotFound(this ILogger log, PodUid pod, JobId? job, CondorFailure failure);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "pod {Pod}: {Failure}")]
    public static partial void StepTimedOut(this ILogger log, PodUid pod, CondorFailure failure);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "pod {Pod}: old events stay in the journal: {Words}")]
    public static partial void EventsNotDeleted(this ILogger log, PodUid pod, string words);

    [LoggerMessage(
        EventId = 2007,
        Level = LogLevel.Error,
        Message = "pod {Pod}: its events in the journal cannot be read. Until they can, the sidecar reports no status of this pod "
            + "and does nothing for it. {Type}: {Words}"
    )]
    public static partial void EventsUnreadable(this ILogger log, PodUid pod, string type, string words);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Error, Message = "pod {Pod}: the journal could not be written: {Words}")]
    public static partial void JournalNotWritten(this ILogger log, PodUid pod, string words);

    [LoggerMessage(
        EventId = 2009,
        Level = LogLevel.Warning,
        Message = "Node {Machine} can run no container. Its jobs are sent to other nodes: {Words}"
    )]
    public static partial void NodeFaulty(this ILogger log, string machine, string words);

    [LoggerMessage(
        EventId = 2010,
        Level = LogLevel.Warning,
        Message = "Node {Machine} can still run no container. {Pods} jobs more were sent to other nodes: {Words}"
    )]
    public static partial void NodeStillFaulty(this ILogger log, string machine, int pods, string words);
}
