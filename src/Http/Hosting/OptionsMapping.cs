using HtcondorActors.Actors.Settings;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Configuration;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Hosting;

/// <summary>Pure: turns the configuration into the options of the other rooms.</summary>
internal static class OptionsMapping
{
    public static ActorsOptions ToActorsOptions(this SidecarConfig config) =>
        new()
        {
            DataRootFolder = config.DataRootFolder,
            Postgres = JournalKeys.Database(config),
            PollInterval = TimeSpan.FromSeconds(config.PollIntervalSeconds),
            StreamInterval = TimeSpan.FromSeconds(config.StreamIntervalSeconds),
            CreateReplyWithin = TimeSpan.FromSeconds(config.CreateReplyWithinSeconds),
            MaxPendingCreates = config.MaxPendingCreates,
            RetryAfter = TimeSpan.FromSeconds(config.RetryAfterSeconds),
            RetryAtMost = TimeSpan.FromSeconds(config.RetryAtMostSeconds),
            RememberDeleted = TimeSpan.FromDays(config.RememberDeletedDays),
            RetainFinished = TimeSpan.FromMinutes(config.RetainFinishedMinutes),
            ForgottenAfter = TimeSpan.FromMinutes(config.ForgottenAfterMinutes),
            ForgottenEndedAfter = TimeSpan.FromDays(config.ForgottenEndedAfterDays),
            RemovesForgotten = config.ForgottenPods == ForgottenPodsRule.Remove,
            HoldRetries = TimeSpan.FromMinutes(config.HoldRetryMinutes),
            OutputMissing = TimeSpan.FromMinutes(config.OutputMissingMinutes),
            ExplainIdleAfter = TimeSpan.FromMinutes(config.ExplainIdleAfterMinutes),
            AbandonedAfter = TimeSpan.FromMinutes(config.AbandonedAfterMinutes),
            HoldRules = [.. config.HoldCodes.Select(rule => HoldRule.Parse(rule.Key, rule.Value)!)],
            OutputIsFetched = config.ScheddHost.Length > 0,
            FormerSchedds = config.FormerSchedds.Select(ScheddName.Parse).ToHashSet(),
            Node = new NodeOptions
            {
                Cpus = OrNull(config.NodeCpus),
                MemoryMiB = OrNull(config.NodeMemoryMiB),
                Pods = OrNull(config.NodePods),
                Accelerators = config.NodeAccelerators,
                GpuResource = config.PoolGpuResource,
                PoolInterval = TimeSpan.FromMinutes(config.PoolIntervalMinutes),
                Taints = config.Taints,
            },
            Site = new SitePolicy
            {
                CommandPrefix = config.CommandPrefix,
                ExportPodData = config.ExportPodData,
                ImagePrefix = config.ImagePrefix,
                SingularityPath = config.SingularityPath,
                SingularityDefaultOptions = config.SingularityDefaultOptions,
                DefaultCpus = config.DefaultCpus,
                DefaultMemoryMiB = config.DefaultMemoryMiB,
                DefaultDiskMiB = config.DefaultDiskMiB > 0 ? config.DefaultDiskMiB : null,
                DefaultGrace = TimeSpan.FromSeconds(config.DefaultGraceSeconds),
                MaxLogMiB = config.MaxLogMiB,
                AllowedHostPaths = config.HostPaths(),
                AllowedImagePaths = config.ImagePaths(),
                AllowHostImages = config.HostImages(),
                AllowJobScripts = config.JobScripts(),
                AllowPreExec = config.PreExec(),
                AllowApptainerOptions = config.ApptainerOptions(),
                MaxContainers = config.MaxContainers,
                MaxPlanMiB = config.MaxPlanMiB,
                MaxPodFilesMiB = config.MaxPodFilesMiB,
                VolumeFolders = config.VolumeFolders,
                ImageOverrides = config.ImageOverrides,
                ImageCacheFolder = config.ImageCacheFolder,
                RootIds = config.RootIds,
                ImagePull = TimeSpan.FromMinutes(config.ImagePullMinutes),
                ExtendedResources = config.ExtendedResources,
                Flavors = config.Flavors,
                DefaultFlavor = config.DefaultFlavor,
                SubmitCommands = config.SubmitCommands,
                AllowedSubmitCommands = config.AllowedSubmitCommands,
                ExpandEnvValues = config.ExpandEnvValues,
                DummyJob = config.DummyJob,
            },
        };

    public static BodyLimits ToBodyLimits(this SidecarConfig config) =>
        new((long)config.MaxBodiesMiB << 20, TimeSpan.FromSeconds(config.BodyTimeLimitSeconds));

    public static CondorIoOptions ToCondorIoOptions(this SidecarConfig config, string instanceId = "") =>
        new()
        {
            DataRootFolder = config.DataRootFolder,
            Instance = config.InstanceName,
            InstanceId = instanceId,
            ScheddHost = OrNull(config.ScheddHost),
            CollectorHost = OrNull(config.CollectorHost),
            ToolEnvironment = config.ToToolEnvironment(),
            QueryTimeLimit = TimeSpan.FromSeconds(config.QueryTimeLimitSeconds),
            SubmitTimeLimit = TimeSpan.FromSeconds(config.SubmitTimeLimitSeconds),
            PoolConstraint = config.PoolConstraint,
            MaxProcesses = config.MaxCondorProcesses,
            SubmitBatch = config.SubmitBatch,
            MaxJobStarts = config.MaxJobStarts,
            AbandonedAfter = TimeSpan.FromMinutes(config.AbandonedAfterMinutes),
            // An administrator who reads the job ad recognizes this name.
            TagAttribute = "InterLinkPodUid",
        };

    /// <summary>
    /// The faults that <c>CondorIo</c> finds, such as a data folder that a submit file cannot name, or a collector without a schedd.
    /// Nothing is changed.
    /// </summary>
    public static IEnumerable<ConfigFault> CondorFaults(this SidecarConfig config) =>
        config
            .Named()
            .ToCondorIoOptions()
            .Faults()
            .Select(fault => new ConfigFault(KeyOf(fault.Option), fault.Words, [.. fault.With.Select(KeyOf)]));

    /// <summary>
    /// Fills in a placeholder for a missing instance name. The real name is made at the first start, and these callers start nothing.
    /// </summary>
    public static SidecarConfig Named(this SidecarConfig config) =>
        config.InstanceName.Length > 0 ? config : config with { InstanceName = "not-made-yet" };

    /// <summary>The variables that the keys of the Python plugin set for the condor tools; unset keys are left out.</summary>
    public static IReadOnlyDictionary<string, string> ToToolEnvironment(this SidecarConfig config) =>
        new (string Name, string Value)[]
        {
            ("_condor_SCHEDD_NAME", config.ScheddName),
            ("_condor_SCHEDD_HOST", config.ScheddHost),
            ("_condor_COLLECTOR_HOST", config.CollectorHost),
            ("_condor_AUTH_SSL_CLIENT_CADIR", config.CaDir),
            ("_condor_AUTH_SSL_CLIENT_CERTFILE", config.CertFile),
            ("_condor_AUTH_SSL_CLIENT_KEYFILE", config.KeyFile),
            ("_condor_SEC_DEFAULT_AUTHENTICATION_METHODS", config.AuthMethod),
            ("_condor_TOOL_DEBUG", config.Debug),
            ("CONDOR_CONFIG", config.CondorConfig),
            ("X509_USER_PROXY", config.Proxy),
            ("X509_USER_CERT", config.Proxy),
        }
            .Where(variable => variable.Value.Length > 0)
            .ToDictionary(variable => variable.Name, variable => variable.Value);

    /// <summary>An option has the name of its key, as far as the key's unit.</summary>
    private static string KeyOf(string option) =>
        ConfigKeys.All.FirstOrDefault(key => key.Name.StartsWith(option, StringComparison.Ordinal))?.Name ?? option;

    private static long? OrNull(int amount) => amount > 0 ? amount : null;

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
