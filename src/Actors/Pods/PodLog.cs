using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Pods;

/// <summary>
/// The log entries of this room. Every entry names its pod or its node. An entry about a trouble has the reason of the catalogue in the
/// field <c>Reason</c>, from its words or from its pod. docs/log-events.md lists all entries.
/// </summary>
internal static partial class PodLog
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Debug, Message = "pod {Pod}: {Fact}")]
    public static partial void FactStored(this ILogger log, LoggedPod pod, string fact);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "pod {Pod}: warning: {Warning}")]
    public static partial void SpecWarning(this ILogger log, LoggedPod pod, string warning);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "pod {Pod}: warning from its node: {Warning}")]
    public static partial void NodeWarning(this ILogger log, LoggedPod pod, string warning);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "pod {Pod}: {Failure}; tried again later ({Reason})")]
    public static partial void CallFailed(this ILogger log, LoggedPod pod, CondorFailure failure, string reason);

    [LoggerMessage(
        EventId = 2004,
        Level = LogLevel.Debug,
        Message = "pod {Pod}: job {Job} is no longer in the queue, and its end cannot be looked up: {Failure}; tried again later"
    )]
    public static partial void EndNotFound(this ILogger log, LoggedPod pod, JobId? job, CondorFailure failure);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "pod {Pod}: {Failure} ({Reason})")]
    public static partial void StepTimedOut(this ILogger log, LoggedPod pod, CondorFailure failure, string reason);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Debug, Message = "pod {Pod}: old events stay in the journal: {Words}")]
    public static partial void EventsNotDeleted(this ILogger log, LoggedPod pod, string words);

    [LoggerMessage(
        EventId = 2007,
        Level = LogLevel.Error,
        Message = "pod {Pod}: its events in the journal cannot be read. Until they can, the sidecar reports no status of this pod "
            + "and does nothing for it. {Type}: {Words}"
    )]
    public static partial void EventsUnreadable(this ILogger log, LoggedPod pod, string type, string words);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Error, Message = "pod {Pod}: the journal could not be written: {Words}")]
    public static partial void JournalNotWritten(this ILogger log, LoggedPod pod, string words);

    [LoggerMessage(
        EventId = 2009,
        Level = LogLevel.Warning,
        Message = "Node {Machine} can run no container ({Reason}). Its jobs are sent to other nodes: {Words}"
    )]
    public static partial void NodeFaulty(this ILogger log, string machine, string reason, string words);

    [LoggerMessage(
        EventId = 2010,
        Level = LogLevel.Warning,
        Message = "Node {Machine} can still run no container ({Reason}). Further jobs that were sent to other nodes: {Pods}. {Words}"
    )]
    public static partial void NodeStillFaulty(this ILogger log, string machine, string reason, int pods, string words);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Information, Message = "pod {Pod}: accepted from {By}")]
    public static partial void Accepted(this ILogger log, LoggedPod pod, string by);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Information, Message = "pod {Pod}: job {Job} elected")]
    public static partial void Elected(this ILogger log, LoggedPod pod, JobId job);

    [LoggerMessage(EventId = 2013, Level = LogLevel.Information, Message = "pod {Pod}: running{Host}")]
    public static partial void Running(this ILogger log, LoggedPod pod, string host);

    [LoggerMessage(
        EventId = 2014,
        Level = LogLevel.Information,
        Message = "pod {Pod}: evicted; its job lost its slot and waits for another one"
    )]
    public static partial void Evicted(this ILogger log, LoggedPod pod);

    [LoggerMessage(
        EventId = 2015,
        Level = LogLevel.Warning,
        Message = "pod {Pod}: held (hold code {Code}/{SubCode}, {Hold}): {Words}. {Next}"
    )]
    public static partial void Held(this ILogger log, LoggedPod pod, int code, int subCode, string hold, string words, string next);

    [LoggerMessage(EventId = 2016, Level = LogLevel.Information, Message = "pod {Pod}: released again: {Words}")]
    public static partial void Released(this ILogger log, LoggedPod pod, string words);

    [LoggerMessage(EventId = 2017, Level = LogLevel.Information, Message = "pod {Pod}: suspended; HTCondor has stopped its processes")]
    public static partial void Suspended(this ILogger log, LoggedPod pod);

    [LoggerMessage(EventId = 2018, Level = LogLevel.Information, Message = "pod {Pod}: its processes go on after the suspension")]
    public static partial void Resumed(this ILogger log, LoggedPod pod);

    [LoggerMessage(EventId = 2019, Level = LogLevel.Warning, Message = "pod {Pod}: its job was removed: {Words}")]
    public static partial void JobRemoved(this ILogger log, LoggedPod pod, string words);

    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "pod {Pod}: succeeded")]
    public static partial void Succeeded(this ILogger log, LoggedPod pod);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Information, Message = "pod {Pod}: failed: {Containers}")]
    public static partial void Failed(this ILogger log, LoggedPod pod, string containers);

    [LoggerMessage(EventId = 2022, Level = LogLevel.Warning, Message = "pod {Pod}: failed: {Cause}; {Containers}")]
    public static partial void FailedFromOutside(this ILogger log, LoggedPod pod, string cause, string containers);

    [LoggerMessage(EventId = 2023, Level = LogLevel.Warning, Message = "pod {Pod}: failed: HTCondor refused its job: {Words}")]
    public static partial void JobRefused(this ILogger log, LoggedPod pod, string words);

    [LoggerMessage(EventId = 2024, Level = LogLevel.Information, Message = "pod {Pod}: deletion asked by {By}")]
    public static partial void DeletionAsked(this ILogger log, LoggedPod pod, string by);

    [LoggerMessage(
        EventId = 2025,
        Level = LogLevel.Information,
        Message = "pod {Pod}: deletion asked by {By}; the pod was never accepted here"
    )]
    public static partial void UnknownDeletionAsked(this ILogger log, LoggedPod pod, string by);

    [LoggerMessage(EventId = 2026, Level = LogLevel.Information, Message = "pod {Pod}: deleted{ButLogs}")]
    public static partial void Deleted(this ILogger log, LoggedPod pod, string butLogs);

    [LoggerMessage(
        EventId = 2027,
        Level = LogLevel.Warning,
        Message = "pod {Pod}: job {Job} was removed before it could start; another job is submitted"
    )]
    public static partial void Voided(this ILogger log, LoggedPod pod, JobId job);

    [LoggerMessage(EventId = 2028, Level = LogLevel.Debug, Message = "pod {Pod}: {Failure}; as other pods, or as before ({Reason})")]
    public static partial void CallFailedToo(this ILogger log, LoggedPod pod, CondorFailure failure, string reason);

    [LoggerMessage(EventId = 2029, Level = LogLevel.Debug, Message = "pod {Pod}: the journal could not be written here too: {Words}")]
    public static partial void JournalNotWrittenToo(this ILogger log, LoggedPod pod, string words);

    [LoggerMessage(EventId = 2030, Level = LogLevel.Debug, Message = "pod {Pod}: its events cannot be read either. {Type}: {Words}")]
    public static partial void EventsUnreadableToo(this ILogger log, LoggedPod pod, string type, string words);

    [LoggerMessage(
        EventId = 2031,
        Level = LogLevel.Warning,
        Message = "pods that wait, the first since {Since}: {Pods}. The sidecar tries again by itself. The last failure: {Words}"
    )]
    public static partial void PodsWait(this ILogger log, int pods, string since, LoggedTrouble words);

    [LoggerMessage(
        EventId = 2033,
        Level = LogLevel.Warning,
        Message = "pod {Pod}: container {Container} waits for its image ({Reason}): {Words}"
    )]
    public static partial void ImageMissing(this ILogger log, LoggedPod pod, string container, string reason, string words);

    [LoggerMessage(EventId = 2034, Level = LogLevel.Information, Message = "pod {Pod}: container {Container} has its image now")]
    public static partial void ImageFetched(this ILogger log, LoggedPod pod, string container);

    [LoggerMessage(
        EventId = 2035,
        Level = LogLevel.Warning,
        Message = "pod {Pod}: container {Container} ended with exit code {Code} ({Reason}); restart {Restart} follows after {Seconds} s"
    )]
    public static partial void ContainerRestarts(
        this ILogger log,
        LoggedPod pod,
        string container,
        int code,
        string reason,
        int restart,
        double seconds
    );

    [LoggerMessage(
        EventId = 2036,
        Level = LogLevel.Warning,
        Message = "pod {Pod}: container {Container} ended with exit code {Code} ({Reason}), and restart {Restart} has begun"
    )]
    public static partial void ContainerRestarted(this ILogger log, LoggedPod pod, string container, int code, string reason, int restart);

    [LoggerMessage(
        EventId = 2032,
        Level = LogLevel.Information,
        Message = "pods that go on after {Duration}: {Pods}. This is over: {Words}"
    )]
    public static partial void PodsGoOn(this ILogger log, int pods, string duration, LoggedTrouble words);

    [LoggerMessage(EventId = 2037, Level = LogLevel.Information, Message = "pod {Pod}: its job cannot start as it is ({Reason}): {Words}")]
    public static partial void NoSlotFits(this ILogger log, LoggedPod pod, string reason, string words);

    [LoggerMessage(
        EventId = 2038,
        Level = LogLevel.Information,
        Message = "pods whose jobs cannot start as they are, the first since {Since}: {Pods}. The last one: {Words}"
    )]
    public static partial void NoSlotFitsPods(this ILogger log, int pods, string since, LoggedTrouble words);

    [LoggerMessage(
        EventId = 2039,
        Level = LogLevel.Information,
        Message = "no job is left that cannot start for this reason. There were jobs of {Pods} pods, for {Duration}: {Words}"
    )]
    public static partial void SlotsFitAgain(this ILogger log, int pods, string duration, LoggedTrouble words);

    [LoggerMessage(
        EventId = 2040,
        Level = LogLevel.Warning,
        Message = "pods whose jobs were on hold before the sidecar saw them, the first since {Since}: {Pods}. The last one: {Words}"
    )]
    public static partial void PodsHeldBefore(this ILogger log, int pods, string since, LoggedTrouble words);

    [LoggerMessage(
        EventId = 2041,
        Level = LogLevel.Warning,
        Message = "pods that wait for their images, the first since {Since}: {Pods}. The last failure: {Words}"
    )]
    public static partial void PodsWaitForImages(this ILogger log, int pods, string since, LoggedTrouble words);

    [LoggerMessage(
        EventId = 2042,
        Level = LogLevel.Information,
        Message = "no pod waits for its image any longer. There were {Pods} pods, for {Duration}: {Words}"
    )]
    public static partial void PodsHaveImages(this ILogger log, int pods, string duration, LoggedTrouble words);
}
