using System.Collections.ObjectModel;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Http.Configuration;

/// <summary>
/// SidecarConfig.yaml after the flags have had their say: every value is of its type and within its bound. Units are in the names; an
/// empty text means "not set". The file itself documents each key.
/// </summary>
public sealed record SidecarConfig
{
    public string SidecarHost { get; init; } = "127.0.0.1";
    public int SidecarPort { get; init; } = 8000;
    public string Socket { get; init; } = "";

    /// <summary>Octal, with its leading zero: YAML 1.2 reads 0660 as a decimal number.</summary>
    public string SocketMode { get; init; } = "0600";
    public string SocketGroup { get; init; } = "";
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];
    public string TlsCertFile { get; init; } = "";
    public string TlsKeyFile { get; init; } = "";
    public string TlsClientCaFile { get; init; } = "";
    public string TokenFile { get; init; } = "";
    public bool InsecureListen { get; init; }
    public int MaxBodiesMiB { get; init; } = 512;
    public int BodyTimeLimitSeconds { get; init; } = 60;
    public string DataRootFolder { get; init; } = "";
    public string InstanceName { get; init; } = "";

    public string CommandPrefix { get; init; } = "";
    public bool ExportPodData { get; init; } = true;
    public string ImagePrefix { get; init; } = "docker://";
    public string SingularityPath { get; init; } = "";
    public IReadOnlyList<string> SingularityDefaultOptions { get; init; } = [];
    public int DefaultCpus { get; init; } = 1;
    public int DefaultMemoryMiB { get; init; } = 512;
    public int DefaultDiskMiB { get; init; }
    public int DefaultGraceSeconds { get; init; } = 30;
    public double RetainFinishedMinutes { get; init; }
    public IReadOnlyDictionary<string, string> HoldCodes { get; init; } = Nothing;
    public double HoldRetryMinutes { get; init; } = 30;
    public int MaxJobStarts { get; init; } = 20;
    public int MaxLogMiB { get; init; } = 100;

    /// <summary>What each of these is where it is null: <see cref="PodPolicy"/>.</summary>
    public IReadOnlyList<string>? AllowedHostPaths { get; init; }
    public IReadOnlyList<string>? AllowedImagePaths { get; init; }
    public bool? AllowHostImages { get; init; }
    public bool? AllowJobScripts { get; init; }
    public bool? AllowPreExec { get; init; }
    public bool? AllowApptainerOptions { get; init; }
    public bool Restricted { get; init; }

    public int MaxContainers { get; init; } = 2000;
    public int MaxPlanMiB { get; init; } = 16;
    public int MaxPodFilesMiB { get; init; } = 128;
    public IReadOnlyDictionary<string, string> VolumeFolders { get; init; } = Nothing;
    public IReadOnlyDictionary<string, string> ImageOverrides { get; init; } = Nothing;
    public string ImageCacheFolder { get; init; } = "";
    public RootIds RootIds { get; init; }

    /// <summary>0: an image is tried for once.</summary>
    public double ImagePullMinutes { get; init; } = 30;
    public IReadOnlyDictionary<string, string> ExtendedResources { get; init; } = Nothing;
    public IReadOnlyList<Flavor> Flavors { get; init; } = [];
    public string DefaultFlavor { get; init; } = "";
    public IReadOnlyDictionary<string, string> SubmitCommands { get; init; } = Nothing;
    public IReadOnlyList<string> AllowedSubmitCommands { get; init; } = Harmless;
    public bool ExpandEnvValues { get; init; }
    public bool DummyJob { get; init; }

    public string ScheddName { get; init; } = "";
    public string ScheddHost { get; init; } = "";
    public string CollectorHost { get; init; } = "";
    public string CaDir { get; init; } = "";
    public string CertFile { get; init; } = "";
    public string KeyFile { get; init; } = "";
    public string AuthMethod { get; init; } = "";
    public string Debug { get; init; } = "";
    public string CondorConfig { get; init; } = "";
    public string Proxy { get; init; } = "";

    public double PollIntervalSeconds { get; init; } = 5;
    public double StreamIntervalSeconds { get; init; } = 0.5;
    public double CreateReplyWithinSeconds { get; init; } = 10;
    public int MaxPendingCreates { get; init; } = 10_000;
    public double RetryAfterSeconds { get; init; } = 2;
    public double RetryAtMostSeconds { get; init; } = 60;
    public double RememberDeletedDays { get; init; } = 1;
    public double QueryTimeLimitSeconds { get; init; } = 30;
    public double SubmitTimeLimitSeconds { get; init; } = 60;
    public double AbandonedAfterMinutes { get; init; } = 10;
    public double OutputMissingMinutes { get; init; } = 10;
    public double ForgottenAfterMinutes { get; init; } = 60;
    public double ForgottenEndedAfterDays { get; init; } = 30;
    public ForgottenPodsRule ForgottenPods { get; init; } = ForgottenPodsRule.Report;
    public int MaxCondorProcesses { get; init; } = 4;
    public int SubmitBatch { get; init; } = 500;

    public string HoconFolder { get; init; } = "";
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    // Shared, so that two configurations that say nothing of them are equal.
    private static readonly ReadOnlyDictionary<string, string> Nothing = ReadOnlyDictionary<string, string>.Empty;
    private static readonly string[] Harmless =
    [
        "accounting_group",
        "priority",
        "requirements",
        "rank",
        "concurrency_limits",
        "require_gpus",
    ];
}
