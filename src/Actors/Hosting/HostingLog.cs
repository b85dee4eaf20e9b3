using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "pods to recover from the journal: {Count}")]
    public static partial void Recovering(this ILogger log, int count);

    [LoggerMessage(
        EventId = 5001,
        Level = LogLevel.Warning,
        Message = "the journal cannot be listed; tried again later. "
            + "Until then the sidecar goes on only with pods that somebody asks for: {Words}"
    )]
    public static partial void JournalNotListed(this ILogger log, string words);

    [LoggerMessage(
        EventId = 5002,
        Level = LogLevel.Information,
        Message = "checking which of {Count} deleted pods can be forgotten (RememberDeletedDays)"
    )]
    public static partial void CheckingDeletedPods(this ILogger log, int count);

    [LoggerMessage(
        EventId = 5003,
        Level = LogLevel.Warning,
        Message = "the journal cannot be searched for deleted pods that can be forgotten; tried again later: {Words}"
    )]
    public static partial void DeletedPodsNotSearched(this ILogger log, string words);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "pod {Pod}: {Why}. {What}")]
    public static partial void PodForgotten(this ILogger log, LoggedPod pod, string why, string what);

    [LoggerMessage(
        EventId = 5008,
        Level = LogLevel.Warning,
        Message = "job {Job} without a pod (tag {Tag}): its removal was asked by {By}"
    )]
    public static partial void UnownedJobRemoved(this ILogger log, JobId job, JobTag tag, string by);

    [LoggerMessage(EventId = 5010, Level = LogLevel.Warning, Message = "pod {Pod}: it is to adopt job {Job}, asked by {By}")]
    public static partial void UnownedJobAdopted(this ILogger log, LoggedPod pod, JobId job, string by);

    [LoggerMessage(
        EventId = 5009,
        Level = LogLevel.Warning,
        Message = "HTCondor did not remove {Jobs} without a pod, as was asked: {Failure}"
    )]
    public static partial void UnownedJobsStay(this ILogger log, string jobs, CondorFailure failure);

    [LoggerMessage(EventId = 5005, Level = LogLevel.Error, Message = "{Name} {Words}")]
    public static partial void ActorSilent(this ILogger log, string name, string words);

    [LoggerMessage(EventId = 5006, Level = LogLevel.Error, Message = "{Name} {How} and is started again")]
    public static partial void ActorRestarted(this ILogger log, string name, string how);

    [LoggerMessage(EventId = 5007, Level = LogLevel.Error, Message = "{Source}: {Words}")]
    public static partial void PodsSilent(this ILogger log, string source, string words);
}
