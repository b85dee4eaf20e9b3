using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using Key = HtcondorActors.Http.Configuration.ConfigKey<HtcondorActors.Http.Configuration.SidecarConfig>;

namespace HtcondorActors.Http.Configuration;

/// <summary>All keys of SidecarConfig.yaml with their bounds; the file documents each in the same order.</summary>
internal static class ConfigKeys
{
    public static IReadOnlyList<Key> All { get; } =
    [
        Key.Line(nameof(SidecarConfig.SidecarHost), (c, v) => c with { SidecarHost = v }, "an IP address or localhost", ListenKeys.IsHost),
        Key.Whole(nameof(SidecarConfig.SidecarPort), 0, 65535, (c, v) => c with { SidecarPort = v }),
        Key.Line(
            nameof(SidecarConfig.Socket),
            (c, v) => c with { Socket = ListenKeys.SocketPath(v) },
            "an absolute path of at most 100 bytes",
            ListenKeys.IsSocket
        ),
        ListenKeys.Mode(nameof(SidecarConfig.SocketMode), (c, v) => c with { SocketMode = v }),
        ListenKeys.Group(nameof(SidecarConfig.SocketGroup), (c, v) => c with { SocketGroup = v }),
        Key.Words(
            nameof(SidecarConfig.AllowedHosts),
            (c, v) => c with { AllowedHosts = v },
            "a list of host names or IP addresses, without ports",
            ListenKeys.IsHostName
        ),
        Key.LocalPath(nameof(SidecarConfig.TlsCertFile), (c, v) => c with { TlsCertFile = v }),
        Key.LocalPath(nameof(SidecarConfig.TlsKeyFile), (c, v) => c with { TlsKeyFile = v }),
        Key.LocalPath(nameof(SidecarConfig.TlsClientCaFile), (c, v) => c with { TlsClientCaFile = v }),
        Key.LocalPath(nameof(SidecarConfig.TokenFile), (c, v) => c with { TokenFile = v }),
        Key.Truth(nameof(SidecarConfig.InsecureListen), (c, v) => c with { InsecureListen = v }),
        Key.Whole(nameof(SidecarConfig.MaxBodiesMiB), 64, 1048576, (c, v) => c with { MaxBodiesMiB = v }),
        Key.Whole(nameof(SidecarConfig.BodyTimeLimitSeconds), 1, 3600, (c, v) => c with { BodyTimeLimitSeconds = v }),
        Key.LocalPath(nameof(SidecarConfig.DataRootFolder), (c, v) => c with { DataRootFolder = v }),
        Key.Line(
            nameof(SidecarConfig.InstanceName),
            (c, v) => c with { InstanceName = v },
            "letters, digits, dot, dash, underscore, at most 63",
            IsName
        ),
        Key.Text(nameof(SidecarConfig.CommandPrefix), (c, v) => c with { CommandPrefix = v }),
        Key.Truth(nameof(SidecarConfig.ExportPodData), (c, v) => c with { ExportPodData = v }),
        Key.Line(nameof(SidecarConfig.ImagePrefix), (c, v) => c with { ImagePrefix = v }),
        Key.Line(nameof(SidecarConfig.SingularityPath), (c, v) => c with { SingularityPath = v }),
        Key.Words(nameof(SidecarConfig.SingularityDefaultOptions), (c, v) => c with { SingularityDefaultOptions = v }),
        Key.Whole(nameof(SidecarConfig.DefaultCpus), 1, 1024, (c, v) => c with { DefaultCpus = v }),
        Key.Whole(nameof(SidecarConfig.DefaultMemoryMiB), 1, 16777216, (c, v) => c with { DefaultMemoryMiB = v }),
        Key.Whole(nameof(SidecarConfig.DefaultDiskMiB), 0, 16777216, (c, v) => c with { DefaultDiskMiB = v }),
        Key.Whole(nameof(SidecarConfig.DefaultGraceSeconds), 0, 86400, (c, v) => c with { DefaultGraceSeconds = v }),
        Key.Whole(nameof(SidecarConfig.MaxLogMiB), 0, 16777216, (c, v) => c with { MaxLogMiB = v }),
        Key.Number(nameof(SidecarConfig.RetainFinishedMinutes), 0, 527040, (c, v) => c with { RetainFinishedMinutes = v }),
        Key.Truth(nameof(SidecarConfig.Restricted), (c, v) => c with { Restricted = v }),
        Key.Truth(nameof(SidecarConfig.AllowHostImages), (c, v) => c with { AllowHostImages = v }),
        Key.Truth(nameof(SidecarConfig.AllowJobScripts), (c, v) => c with { AllowJobScripts = v }),
        Key.Truth(nameof(SidecarConfig.AllowPreExec), (c, v) => c with { AllowPreExec = v }),
        Key.Truth(nameof(SidecarConfig.AllowApptainerOptions), (c, v) => c with { AllowApptainerOptions = v }),
        Key.Words(
            nameof(SidecarConfig.AllowedImagePaths),
            (c, v) => c with { AllowedImagePaths = v },
            "a list of absolute paths",
            SiteKeys.IsNodePath
        ),
        Key.Words(
            nameof(SidecarConfig.AllowedHostPaths),
            (c, v) => c with { AllowedHostPaths = v },
            "a list of absolute paths",
            SiteKeys.IsNodePath
        ),
        ConfigMaps.Lines<SidecarConfig>(
            nameof(SidecarConfig.VolumeFolders),
            "a map of volumes to folders",
            (c, v) => c with { VolumeFolders = v },
            SiteKeys.VolumeFault
        ),
        ConfigMaps.Lines<SidecarConfig>(
            nameof(SidecarConfig.ImageOverrides),
            "a map of images to images",
            (c, v) => c with { ImageOverrides = v },
            SiteKeys.ImageFault
        ),
        Key.Number(nameof(SidecarConfig.ImagePullMinutes), 0, 10080, (c, v) => c with { ImagePullMinutes = v }),
        Key.Line(
            nameof(SidecarConfig.ImageCacheFolder),
            (c, v) => c with { ImageCacheFolder = v },
            "an absolute path",
            SiteKeys.IsNodePath
        ),
        Key.OneOf<RootIds>(nameof(SidecarConfig.RootIds), (c, v) => c with { RootIds = v }),
        ConfigMaps.Lines<SidecarConfig>(
            nameof(SidecarConfig.ExtendedResources),
            "a map of resources to HTCondor's names",
            (c, v) => c with { ExtendedResources = v },
            SiteKeys.ResourceFault
        ),
        ConfigMaps.List<SidecarConfig, Flavor>(
            nameof(SidecarConfig.Flavors),
            SiteKeys.OfFlavor,
            new Flavor(""),
            (c, v) => c with { Flavors = v },
            flavor => flavor.Name.Length > 0 ? null : nameof(Flavor.Name)
        ),
        Key.Line(nameof(SidecarConfig.DefaultFlavor), (c, v) => c with { DefaultFlavor = v }),
        ConfigMaps.Lines<SidecarConfig>(
            nameof(SidecarConfig.SubmitCommands),
            "a map of submit commands",
            (c, v) => c with { SubmitCommands = v },
            SubmitCommand.FaultOf
        ),
        Key.Words(
            nameof(SidecarConfig.AllowedSubmitCommands),
            (c, v) => c with { AllowedSubmitCommands = v },
            SiteKeys.AllowedCommands,
            SiteKeys.IsAllowedCommand
        ),
        ConfigMaps.Lines<SidecarConfig>(
            nameof(SidecarConfig.HoldCodes),
            "a map of hold codes to what is done",
            (c, v) => c with { HoldCodes = v },
            SiteKeys.HoldFault
        ),
        Key.Number(nameof(SidecarConfig.HoldRetryMinutes), 0, 10080, (c, v) => c with { HoldRetryMinutes = v }),
        Key.Whole(nameof(SidecarConfig.MaxJobStarts), 0, 100000, (c, v) => c with { MaxJobStarts = v }),
        Key.Truth(nameof(SidecarConfig.ExpandEnvValues), (c, v) => c with { ExpandEnvValues = v }),
        Key.Whole(nameof(SidecarConfig.MaxContainers), 1, 10000, (c, v) => c with { MaxContainers = v }),
        Key.Whole(nameof(SidecarConfig.MaxPlanMiB), 1, 256, (c, v) => c with { MaxPlanMiB = v }),
        Key.Whole(nameof(SidecarConfig.MaxPodFilesMiB), 1, 1024, (c, v) => c with { MaxPodFilesMiB = v }),
        Key.Truth(nameof(SidecarConfig.DummyJob), (c, v) => c with { DummyJob = v }),
        Key.Line(nameof(SidecarConfig.ScheddName), (c, v) => c with { ScheddName = v }),
        Key.Line(nameof(SidecarConfig.ScheddHost), (c, v) => c with { ScheddHost = v }),
        Key.Line(nameof(SidecarConfig.CollectorHost), (c, v) => c with { CollectorHost = v }),
        Key.LocalPath(nameof(SidecarConfig.CaDir), (c, v) => c with { CaDir = v }),
        Key.LocalPath(nameof(SidecarConfig.CertFile), (c, v) => c with { CertFile = v }),
        Key.LocalPath(nameof(SidecarConfig.KeyFile), (c, v) => c with { KeyFile = v }),
        Key.Line(nameof(SidecarConfig.AuthMethod), (c, v) => c with { AuthMethod = v }),
        Key.Line(nameof(SidecarConfig.Debug), (c, v) => c with { Debug = v }),
        Key.LocalPath(nameof(SidecarConfig.CondorConfig), (c, v) => c with { CondorConfig = v }, word: "ONLY_ENV"),
        Key.LocalPath(nameof(SidecarConfig.Proxy), (c, v) => c with { Proxy = v }),
        Key.Number(nameof(SidecarConfig.PollIntervalSeconds), 0.5, 3600, (c, v) => c with { PollIntervalSeconds = v }),
        Key.Number(nameof(SidecarConfig.StreamIntervalSeconds), 0.1, 60, (c, v) => c with { StreamIntervalSeconds = v }),
        Key.Number(nameof(SidecarConfig.CreateReplyWithinSeconds), 0.1, 100, (c, v) => c with { CreateReplyWithinSeconds = v }),
        Key.Whole(nameof(SidecarConfig.MaxPendingCreates), 1, 1000000, (c, v) => c with { MaxPendingCreates = v }),
        Key.Number(nameof(SidecarConfig.RetryAfterSeconds), 0.1, 600, (c, v) => c with { RetryAfterSeconds = v }),
        Key.Number(nameof(SidecarConfig.RetryAtMostSeconds), 1, 3600, (c, v) => c with { RetryAtMostSeconds = v }),
        Key.Number(nameof(SidecarConfig.RememberDeletedDays), 1, 365, (c, v) => c with { RememberDeletedDays = v }),
        Key.Number(nameof(SidecarConfig.QueryTimeLimitSeconds), 1, 600, (c, v) => c with { QueryTimeLimitSeconds = v }),
        Key.Number(nameof(SidecarConfig.SubmitTimeLimitSeconds), 1, 3600, (c, v) => c with { SubmitTimeLimitSeconds = v }),
        Key.Number(nameof(SidecarConfig.AbandonedAfterMinutes), 1, 1440, (c, v) => c with { AbandonedAfterMinutes = v }),
        Key.Number(nameof(SidecarConfig.OutputMissingMinutes), 0, 1440, (c, v) => c with { OutputMissingMinutes = v }),
        Key.Number(nameof(SidecarConfig.ForgottenAfterMinutes), 0, 527040, (c, v) => c with { ForgottenAfterMinutes = v }),
        Key.Number(nameof(SidecarConfig.ForgottenEndedAfterDays), 0, 3660, (c, v) => c with { ForgottenEndedAfterDays = v }),
        Key.OneOf<ForgottenPodsRule>(nameof(SidecarConfig.ForgottenPods), (c, v) => c with { ForgottenPods = v }),
        Key.Whole(nameof(SidecarConfig.MaxCondorProcesses), 1, 64, (c, v) => c with { MaxCondorProcesses = v }),
        Key.Whole(nameof(SidecarConfig.SubmitBatch), 1, 10000, (c, v) => c with { SubmitBatch = v }),
        Key.LocalPath(nameof(SidecarConfig.HoconFolder), (c, v) => c with { HoconFolder = v }),
        Key.OneOf<LogLevel>(nameof(SidecarConfig.LogLevel), (c, v) => c with { LogLevel = v }),
    ];

    /// <summary>It becomes a ClassAd string and a part of file names.</summary>
    private static bool IsName(string text) =>
        text.Length <= 63 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
