namespace HtcondorActors.Http.Hosting;

/// <summary>The log entries of this room. docs/log-events.md lists all entries.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(EventId = 6000, Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void ConfigWarning(this ILogger log, string warning);

    [LoggerMessage(
        EventId = 6001,
        Level = LogLevel.Warning,
        Message = "the configuration was read anew: LogLevel is {Level}{Before}; {Restart}"
    )]
    public static partial void ConfigReloaded(this ILogger log, LogLevel level, string before, string restart);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "the configuration was read anew and nothing is changed: {Fault}")]
    public static partial void ConfigFault(this ILogger log, string fault);

    [LoggerMessage(
        EventId = 6003,
        Level = LogLevel.Error,
        Message = "the configuration could not be read anew, and nothing is changed: {Words}"
    )]
    public static partial void ConfigUnreadable(this ILogger log, string words);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Information, Message = "{Source} were read again")]
    public static partial void FilesReloaded(this ILogger log, string source);

    [LoggerMessage(
        EventId = 6005,
        Level = LogLevel.Error,
        Message = "{Source} changed, and cannot be used; the former content stays: {Words}"
    )]
    public static partial void FilesUnusable(this ILogger log, string source, string words);

    [LoggerMessage(
        EventId = 6006,
        Level = LogLevel.Warning,
        Message = "a request was refused with {Status} before it was read: {Words}{Again}"
    )]
    public static partial void RequestRefused(this ILogger log, int status, string words, string again);

    [LoggerMessage(
        EventId = 6007,
        Level = LogLevel.Information,
        Message = "htcondor-sidecar {Version} listens on {Address}; configuration {ConfigFile}, instance {Instance}, data in {DataFolder}, "
            + "jobs go to {Schedd}, log level {Level}, journal in {Journal}"
    )]
    public static partial void Started(
        this ILogger log,
        string version,
        string address,
        string configFile,
        string instance,
        string dataFolder,
        string schedd,
        LogLevel level,
        string journal
    );

    [LoggerMessage(EventId = 6008, Level = LogLevel.Information, Message = "{Versions}")]
    public static partial void ToolVersions(this ILogger log, string versions);

    [LoggerMessage(EventId = 6009, Level = LogLevel.Information, Message = "stopped by {Why} after {Duration}; pods known: {Pods}")]
    public static partial void Stopped(this ILogger log, string why, string duration, int pods);

    [LoggerMessage(EventId = 6010, Level = LogLevel.Critical, Message = "{What}, and this process stops: {Words}")]
    public static partial void StopsOnFailure(this ILogger log, string what, string words);

    [LoggerMessage(EventId = 6011, Level = LogLevel.Information, Message = "administrators reach it on {Addresses}")]
    public static partial void AdminListens(this ILogger log, string addresses);
}
