using System.Collections.ObjectModel;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Wire;
using static HtcondorActors.Http.Configuration.RoomDefaults;

namespace HtcondorActors.Http.Configuration;

/// <summary>
/// SidecarConfig.yaml after the flags have had their say: every value is of its type and within its bound. Units are in the names; an
/// empty text means "not set". The file itself documents each key.
/// </summary>
/// <remarks>A default that a room behind this one has is that room's own: it is written there, and only there.</remarks>
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

    /// <summary>Empty: <c>admin.sock</c> in the data folder (<see cref="AdminSocket"/>).</summary>
    public string AdminSocket { get; init; } = "";
    public string AdminHost { get; init; } = "";
    public int AdminPort { get; init; } = 8443;
    public string AdminTlsCertFile { get; init; } = "";
    public string AdminTlsKeyFile { get; init; } = "";
    public string AdminReadTokenFile { get; init; } = "";
    public string AdminOperateTokenFile { get; init; } = "";
    public string AdminClientCaFile { get; init; } = "";
    public IReadOnlyList<string> AdminOperators { get; init; } = [];
    public int MaxBodiesMiB { get; init; } = (int)(BodyLimits.Default.MostHeld >> 20);
    public int BodyTimeLimitSeconds { get; init; } = (int)BodyLimits.Default.TimeLimit.TotalSeconds;

    /// <summary>As it is read, an absolute path: the default lies beside the file.</summary>
    public string DataRootFolder { get; init; } = "data";
    public string JournalDatabase { get; init; } = "";
    public string JournalPasswordFile { get; init; } = "";
    public string InstanceName { get; init; } = "";

    public string ClusterHost { get; init; } = "";
    public int ClusterPort { get; init; } = 25520;
    public string ClusterBindHost { get; init; } = "";
    public string ClusterCaFile { get; init; } = "";
    public string ClusterCertFile { get; init; } = "";
    public string ClusterKeyFile { get; init; } = "";

    public string CommandPrefix { get; init; } = Site.CommandPrefix;
    public bool ExportPodData { get; init; } = Site.ExportPodData;
    public string ImagePrefix { get; init; } = Site.ImagePrefix;
    public string SingularityPath { get; init; } = Site.SingularityPath;
    public IReadOnlyList<string> SingularityDefaultOptions { get; init; } = Site.SingularityDefaultOptions;
    public int DefaultCpus { get; init; } = Site.DefaultCpus;
    public int DefaultMemoryMiB { get; init; } = (int)Site.DefaultMemoryMiB;
    public int DefaultDiskMiB { get; init; } = (int)(Site.DefaultDiskMiB ?? 0);
    public int DefaultGraceSeconds { get; init; } = (int)Site.DefaultGrace.TotalSeconds;
    public double RetainFinishedMinutes { get; init; } = Pods.RetainFinished.TotalMinutes;
    public IReadOnlyDictionary<string, string> HoldCodes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
    public double HoldRetryMinutes { get; init; } = Pods.HoldRetries.TotalMinutes;
    public int MaxJobStarts { get; init; } = Condor.MaxJobStarts;
    public int MaxLogMiB { get; init; } = (int)Site.MaxLogMiB;

    /// <summary>What each of these is where it is null: <see cref="PodPolicy"/>.</summary>
    public IReadOnlyList<string>? AllowedHostPaths { get; init; }
    public IReadOnlyList<string>? AllowedImagePaths { get; init; }
    public bool? AllowHostImages { get; init; }
    public bool? AllowJobScripts { get; init; }
    public bool? AllowPreExec { get; init; }
    public bool? AllowApptainerOptions { get; init; }
    public bool Restricted { get; init; }

    public int MaxContainers { get; init; } = Site.MaxContainers;
    public int MaxPlanMiB { get; init; } = Site.MaxPlanMiB;
    public int MaxPodFilesMiB { get; init; } = Site.MaxPodFilesMiB;
    public IReadOnlyDictionary<string, string> VolumeFolders { get; init; } = Site.VolumeFolders;
    public IReadOnlyDictionary<string, string> ImageOverrides { get; init; } = Site.ImageOverrides;
    public string ImageCacheFolder { get; init; } = Site.ImageCacheFolder;
    public RootIds RootIds { get; init; } = Site.RootIds;

    /// <summary>0: an image is tried for once.</summary>
    public double ImagePullMinutes { get; init; } = Site.ImagePull.TotalMinutes;
    public IReadOnlyDictionary<string, string> ExtendedResources { get; init; } = Site.ExtendedResources;
    public IReadOnlyList<Flavor> Flavors { get; init; } = Site.Flavors;
    public string DefaultFlavor { get; init; } = Site.DefaultFlavor;
    public IReadOnlyDictionary<string, string> SubmitCommands { get; init; } = Site.SubmitCommands;
    public IReadOnlyList<string> AllowedSubmitCommands { get; init; } = Site.AllowedSubmitCommands;
    public bool ExpandEnvValues { get; init; } = Site.ExpandEnvValues;
    public bool DummyJob { get; init; } = Site.DummyJob;

    public string ScheddName { get; init; } = "";
    public string ScheddHost { get; init; } = "";
    public string CollectorHost { get; init; } = "";
    public IReadOnlyList<string> FormerSchedds { get; init; } = [];
    public string CaDir { get; init; } = "";
    public string CertFile { get; init; } = "";
    public string KeyFile { get; init; } = "";
    public string AuthMethod { get; init; } = "";
    public string Debug { get; init; } = "";
    public string CondorConfig { get; init; } = "";
    public string Proxy { get; init; } = "";

    public int NodeCpus { get; init; } = (int)(Node.Cpus ?? 0);
    public int NodeMemoryMiB { get; init; } = (int)(Node.MemoryMiB ?? 0);
    public int NodePods { get; init; } = (int)(Node.Pods ?? 0);
    public IReadOnlyDictionary<string, string> NodeAccelerators { get; init; } = Node.Accelerators;
    public string PoolGpuResource { get; init; } = Node.GpuResource;
    public string PoolConstraint { get; init; } = Condor.PoolConstraint;
    public double PoolIntervalMinutes { get; init; } = Node.PoolInterval.TotalMinutes;

    /// <summary>Null: the answer to a ping does not mention taints.</summary>
    public IReadOnlyList<NodeTaint>? Taints { get; init; } = Node.Taints;

    public double PollIntervalSeconds { get; init; } = Pods.PollInterval.TotalSeconds;
    public double StreamIntervalSeconds { get; init; } = Pods.StreamInterval.TotalSeconds;
    public double CreateReplyWithinSeconds { get; init; } = Pods.CreateReplyWithin.TotalSeconds;
    public int MaxPendingCreates { get; init; } = Pods.MaxPendingCreates;
    public double RetryAfterSeconds { get; init; } = Pods.RetryAfter.TotalSeconds;
    public double RetryAtMostSeconds { get; init; } = Pods.RetryAtMost.TotalSeconds;
    public double RememberDeletedDays { get; init; } = Pods.RememberDeleted.TotalDays;
    public double QueryTimeLimitSeconds { get; init; } = Condor.QueryTimeLimit.TotalSeconds;
    public double SubmitTimeLimitSeconds { get; init; } = Condor.SubmitTimeLimit.TotalSeconds;
    public double AbandonedAfterMinutes { get; init; } = Condor.AbandonedAfter.TotalMinutes;
    public double OutputMissingMinutes { get; init; } = Pods.OutputMissing.TotalMinutes;
    public double ExplainIdleAfterMinutes { get; init; } = Pods.ExplainIdleAfter.TotalMinutes;
    public double ForgottenAfterMinutes { get; init; } = Pods.ForgottenAfter.TotalMinutes;
    public double ForgottenEndedAfterDays { get; init; } = Pods.ForgottenEndedAfter.TotalDays;
    public ForgottenPodsRule ForgottenPods { get; init; } = Pods.RemovesForgotten ? ForgottenPodsRule.Remove : ForgottenPodsRule.Report;
    public int MaxCondorProcesses { get; init; } = Condor.MaxProcesses;
    public int SubmitBatch { get; init; } = Condor.SubmitBatch;

    public string HoconFolder { get; init; } = "";
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
    public LogFormat LogFormat { get; init; } = LogFormat.Auto;
}
