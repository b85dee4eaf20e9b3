using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Endpoints;

/// <summary>
/// The log entries of this room. They contain no body, no value of a variable and no token. docs/log-events.md lists all entries.
/// </summary>
internal static partial class EndpointLog
{
    [LoggerMessage(EventId = 7000, Level = LogLevel.Debug, Message = "{Request}: the caller left ({Session})")]
    public static partial void CallerLeft(this ILogger log, string request, string session);

    [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "{Request} failed: {Type} ({Session}) {Place}")]
    public static partial void RequestFailed(this ILogger log, string request, string? type, string session, string? place);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Debug, Message = "{Request}: {Status} ({Session})")]
    public static partial void Answered(this ILogger log, string request, int status, string session);

    [LoggerMessage(EventId = 7003, Level = LogLevel.Error, Message = "{Request}: {Status} ({Session}{More})")]
    public static partial void AnsweredWithError(this ILogger log, string request, int status, string session, string more);

    [LoggerMessage(EventId = 7004, Level = LogLevel.Warning, Message = "pod {Pod}: create from {By} refused with {Status}: {Words}{More}")]
    public static partial void CreateRefused(this ILogger log, LoggedPod pod, string by, int status, string words, string more);

    [LoggerMessage(
        EventId = 7005,
        Level = LogLevel.Warning,
        Message = "a create was refused with {Status} before its pod was known: {Words} (session {Session}){More}"
    )]
    public static partial void UnreadCreateRefused(this ILogger log, int status, string words, string session, string more);
}
