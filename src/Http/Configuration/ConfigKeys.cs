using System.Net;

namespace HtcondorActors.Http.Configuration;

/// <summary>All keys of SidecarConfig.yaml with their bounds; the file documents each in the same order.</summary>
internal static class ConfigKeys
{
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.Line(nameof(SidecarConfig.SidecarHost), (c, v) => c with { SidecarHost = v }, "an IP address or localhost", IsHost),
        ConfigKey.Whole(nameof(SidecarConfig.SidecarPort), 0, 65535, (c, v) => c with { SidecarPort = v }),
        ConfigKey.Line(nameof(SidecarConfig.Socket), (c, v) => c with { Socket = SocketPath(v) }, "an absolute path of at most 100 bytes", IsSocket),
        ConfigKey.LocalPath(nameof(SidecarConfig.DataRootFolder), (c, v) => c with { DataRootFolder = v }),
        ConfigKey.Line(nameof(SidecarConfig.InstanceName), (c, v) => c with { InstanceName = v }, "letters, digits, dot, dash, underscore, at most 63", IsName),

        ConfigKey.Text(nameof(SidecarConfig.CommandPrefix), (c, v) => c with { CommandPrefix = v }),
        ConfigKey.Truth(nameof(SidecarConfig.ExportPodData), (c, v) => c with { ExportPodData = v }),
        ConfigKey.Line(nameof(SidecarConfig.ImagePrefix), (c, v) => c with { ImagePrefix = v }),
        ConfigKey.Line(nameof(SidecarConfig.SingularityPath), (c, v) => c with { SingularityPath = v }),
        ConfigKey.Words(nameof(SidecarConfig.SingularityDefaultOptions), (c, v) => c with { SingularityDefaultOptions = v }),
        ConfigKey.Whole(nameof(SidecarConfig.DefaultCpus), 1, 1024, (c, v) => c with { DefaultCpus = v }),
        ConfigKey.Whole(nameof(SidecarConfig.DefaultMemoryMiB), 1, 16777216, (c, v) => c with { DefaultMemoryMiB = v }),
        ConfigKey.Whole(nameof(SidecarConfig.DefaultGraceSeconds), 0, 86400, (c, v) => c with { DefaultGraceSeconds = v }),
        ConfigKey.Truth(nameof(SidecarConfig.DummyJob), (c, v) => c with { DummyJob = v }),

        ConfigKey.Line(nameof(SidecarConfig.ScheddName), (c, v) => c with { ScheddName = v }),
        ConfigKey.Line(nameof(SidecarConfig.ScheddHost), (c, v) => c with { ScheddHost = v }),
        ConfigKey.Line(nameof(SidecarConfig.CollectorHost), (c, v) => c with { CollectorHost = v }),
        ConfigKey.LocalPath(nameof(SidecarConfig.CaDir), (c, v) => c with { CaDir = v }),
        ConfigKey.LocalPath(nameof(SidecarConfig.CertFile), (c, v) => c with { CertFile = v }),
        ConfigKey.LocalPath(nameof(SidecarConfig.KeyFile), (c, v) => c with { KeyFile = v }),
        ConfigKey.Line(nameof(SidecarConfig.AuthMethod), (c, v) => c with { AuthMethod = v }),
        ConfigKey.Line(nameof(SidecarConfig.Debug), (c, v) => c with { Debug = v }),
        ConfigKey.LocalPath(nameof(SidecarConfig.CondorConfig), (c, v) => c with { CondorConfig = v }, word: "ONLY_ENV"),
        ConfigKey.LocalPath(nameof(SidecarConfig.Proxy), (c, v) => c with { Proxy = v }),

        ConfigKey.Number(nameof(SidecarConfig.PollIntervalSeconds), 0.5, 3600, (c, v) => c with { PollIntervalSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.StreamIntervalSeconds), 0.1, 60, (c, v) => c with { StreamIntervalSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.CreateReplyWithinSeconds), 0.1, 100, (c, v) => c with { CreateReplyWithinSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.RetryAfterSeconds), 0.1, 600, (c, v) => c with { RetryAfterSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.RetryAtMostSeconds), 1, 3600, (c, v) => c with { RetryAtMostSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.RememberDeletedDays), 1, 365, (c, v) => c with { RememberDeletedDays = v }),
        ConfigKey.Number(nameof(SidecarConfig.QueryTimeLimitSeconds), 1, 600, (c, v) => c with { QueryTimeLimitSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.SubmitTimeLimitSeconds), 1, 3600, (c, v) => c with { SubmitTimeLimitSeconds = v }),
        ConfigKey.Number(nameof(SidecarConfig.AbandonedAfterMinutes), 1, 1440, (c, v) => c with { AbandonedAfterMinutes = v }),
        ConfigKey.Whole(nameof(SidecarConfig.MaxCondorProcesses), 1, 64, (c, v) => c with { MaxCondorProcesses = v }),
        ConfigKey.Whole(nameof(SidecarConfig.SubmitBatch), 1, 10000, (c, v) => c with { SubmitBatch = v }),

        ConfigKey.LocalPath(nameof(SidecarConfig.HoconFolder), (c, v) => c with { HoconFolder = v }),
        ConfigKey.OneOf<LogLevel>(nameof(SidecarConfig.LogLevel), (c, v) => c with { LogLevel = v }),
    ];

    public static ConfigKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    /// <summary>The key that a mistyped one may have meant.</summary>
    public static string? Like(string name) => All.FirstOrDefault(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name;

    private static bool IsHost(string text) => text == "localhost" || IPAddress.TryParse(text, out _);

    /// <summary>sockaddr_un holds 108 bytes with its ending.</summary>
    private static bool IsSocket(string text) => SocketPath(text) is ['/', ..] path && System.Text.Encoding.UTF8.GetByteCount(path) <= 100;

    /// <summary>interLink writes a socket as <c>unix:///path</c>; both forms are taken.</summary>
    private static string SocketPath(string text) => text.StartsWith("unix://", StringComparison.Ordinal) ? text["unix://".Length..] : text;

    /// <summary>It becomes a ClassAd string and a part of file names.</summary>
    private static bool IsName(string text) =>
        text.Length <= 63 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
