using System.Collections.ObjectModel;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Actors.Settings;

/// <summary>Intervals, limits and site defaults of the actors. The defaults of SidecarConfig.yaml are these.</summary>
public sealed record ActorsOptions
{
    /// <summary>Absolute path; the journal is <c>journal.sqlite</c> below it, if it is not in PostgreSQL.</summary>
    public required string DataRootFolder { get; init; }

    /// <summary>The journal's database; null if the journal is a file.</summary>
    public PostgresOptions? Postgres { get; init; }

    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the output streams of running jobs are looked at, where nothing tells what is written, and by those who follow a
    /// log.</summary>
    public TimeSpan StreamInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A create that takes longer is answered with the pod's UID as its job id: the pod is safe by then.</summary>
    public TimeSpan CreateReplyWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Creates that are under way at once; one more is refused before its body is read.</summary>
    public int MaxPendingCreates { get; init; } = 10_000;

    /// <summary>First wait before a scheduler call is tried again; doubles up to <see cref="RetryAtMost"/>.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
    public TimeSpan RetryAtMost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A pod gives a step up when it has heard nothing about it for this long. The actor that has the step in its queue reports four
    /// times within this limit that the step goes on. So the limit does not depend on the scheduler's speed or the number of pods.
    /// </summary>
    public TimeSpan StepTimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same for what a pod does in its job's folder, where nobody says that it goes on.</summary>
    public TimeSpan DiskTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the actors beside the pods are asked whether they are there.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a spooled job may wait for its files before it is removed.</summary>
    public TimeSpan AbandonedAfter { get; init; } = CondorIoOptions.DefaultAbandonedAfter;

    /// <summary>
    /// How long missing output of a job that has ended is searched for. The pod does not show its end meanwhile.
    /// </summary>
    public TimeSpan OutputMissing { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Schedds whose place the present one has taken: they were renamed, or are gone for ever. Their pods are treated as the present
    /// schedd's.
    /// </summary>
    public IReadOnlySet<ScheddName> FormerSchedds { get; init; } = new HashSet<ScheddName>();

    /// <summary>A pod whose job is idle for longer says why. Zero: nobody finds out.</summary>
    public TimeSpan ExplainIdleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What the site wants done about jobs on hold, where it is not <see cref="Actors.HoldRules.Default"/>.</summary>
    public IReadOnlyList<HoldRule> HoldRules { get; init; } = [];

    /// <summary>A job that HTCondor holds may be let run again several times: these tries are spread over this time.</summary>
    public TimeSpan HoldRetries { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a deleted UID is remembered at least, so that a late create of it is refused.</summary>
    public TimeSpan RememberDeleted { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the delete of a UID that was never accepted here is remembered at least, unless <see cref="RememberDeleted"/> is over.
    /// It is time that this process has run: a clock that is set does not shorten it, and a restart begins it anew.
    /// </summary>
    public TimeSpan RememberUnknown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the journal is searched for deleted UIDs that need not be remembered any longer.</summary>
    public TimeSpan ForgetEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// interLink has forgotten a pod when nobody has asked for it for this time, while others were asked for. Zero: nobody looks for such
    /// pods.
    /// </summary>
    public TimeSpan ForgottenAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// An ended pod that was never deleted is forgotten after this time. Its age is counted from its end. Zero: nobody looks for such pods.
    /// </summary>
    public TimeSpan ForgottenEndedAfter { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A forgotten pod is deleted, and not only named.</summary>
    public bool RemovesForgotten { get; init; }

    /// <summary>How long a deleted pod's logs can still be read.</summary>
    public TimeSpan RetainFinished { get; init; }

    /// <summary>Jobs are really spooled elsewhere: their output must be fetched.</summary>
    public bool OutputIsFetched { get; init; }

    public SitePolicy Site { get; init; } = new();

    public NodeOptions Node { get; init; } = new();
}

/// <summary>What the site decides about how pods become jobs.</summary>
public sealed record SitePolicy
{
    /// <summary>Shell lines of the administrator, run on the execute node before the containers.</summary>
    public string CommandPrefix { get; init; } = "";

    /// <summary>False: configMap, secret and projected volumes are mounted empty, their content never leaves this machine.</summary>
    public bool ExportPodData { get; init; } = true;

    /// <summary>Put in front of an image that is neither a path nor a URI.</summary>
    public string ImagePrefix { get; init; } = "docker://";

    /// <summary>Program on the execute node; empty: apptainer, else singularity, found on PATH there.</summary>
    public string SingularityPath { get; init; } = "";

    /// <summary>Words put after <c>exec</c>/<c>run</c> for every container.</summary>
    public IReadOnlyList<string> SingularityDefaultOptions { get; init; } = [];

    /// <summary>How long an image that cannot be had is tried for, with growing waits; zero: once.</summary>
    public TimeSpan ImagePull { get; init; } = TimeSpan.FromMinutes(30);

    public int DefaultCpus { get; init; } = 1;
    public long DefaultMemoryMiB { get; init; } = 512;

    /// <summary>For pods that say nothing of disk; null: HTCondor's own default.</summary>
    public long? DefaultDiskMiB { get; init; }
    public TimeSpan DefaultGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What one container's log may take on disk; 0: no limit.</summary>
    public long MaxLogMiB { get; init; } = 100;

    /// <summary>Absolute folders of the execute nodes below which pods may mount (hostPath).</summary>
    public IReadOnlyList<string> AllowedHostPaths { get; init; } = ["/cvmfs"];

    /// <summary>Which folder of the execute nodes a claim is: <c>pvc/NAMESPACE/CLAIM</c>, <c>csi/DRIVER</c>, <c>nfs/SERVER/PATH</c> to an
    /// absolute path.</summary>
    public IReadOnlyDictionary<string, string> VolumeFolders { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A pod's image, as it is written there, to what is run instead (usually a .sif).</summary>
    public IReadOnlyDictionary<string, string> ImageOverrides { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Folder of the execute nodes for fetched images and Apptainer's cache; empty: every job fetches for itself.</summary>
    public string ImageCacheFolder { get; init; } = "";

    /// <summary>How root of a container gets other ids.</summary>
    public RootIds RootIds { get; init; }

    /// <summary>A Kubernetes resource (<c>xilinx.com/fpga</c>) to HTCondor's name of it (<c>Fpgas</c>: <c>request_Fpgas</c>).</summary>
    public IReadOnlyDictionary<string, string> ExtendedResources { get; init; } = ReadOnlyDictionary<string, string>.Empty;
    public IReadOnlyList<Flavor> Flavors { get; init; } = [];

    /// <summary>For pods that neither name a flavor nor ask for GPUs; empty: none.</summary>
    public string DefaultFlavor { get; init; } = "";

    /// <summary>Submit commands that every job gets; the administrator's own words.</summary>
    public IReadOnlyDictionary<string, string> SubmitCommands { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Submit commands that a pod may set for itself by annotation (<c>htcondor-job.vk.io/accounting-group</c> ...). By default
    /// all but nice_user, which has a job counted for another user (nice-user.NAME).</summary>
    public IReadOnlyList<string> AllowedSubmitCommands { get; init; } =
    ["accounting_group", "priority", "requirements", "rank", "concurrency_limits", "require_gpus"];

    /// <summary>True: <c>$(NAME)</c> in values of variables is expanded here, because the Virtual Kubelet runs with
    /// SkipDownwardAPIResolution: true.</summary>
    public bool ExpandEnvValues { get; init; }

    /// <summary>May pods run shell text of their own on the execute node before their containers (annotation pre-exec, tunnels)?</summary>
    public bool AllowPreExec { get; init; } = true;

    /// <summary>May containers of image <c>host</c> run on the execute node itself?</summary>
    public bool AllowHostImages { get; init; } = true;

    /// <summary>May a request bring a ready script (jobScript), which runs on the execute node itself?</summary>
    public bool AllowJobScripts { get; init; } = true;

    /// <summary>May pods choose options of Apptainer by annotation (singularity-options)?</summary>
    public bool AllowApptainerOptions { get; init; } = true;

    /// <summary>
    /// Absolute folders of the execute nodes below which an image, folder or archive that a pod names by its path must lie. Empty: none
    /// is taken.
    /// </summary>
    public IReadOnlyList<string> AllowedImagePaths { get; init; } = ["/"];

    /// <summary>Containers and init containers of one pod, together.</summary>
    public int MaxContainers { get; init; } = 2000;

    /// <summary>What a pod's plan (arguments, variables and mounts of all its containers) may take.</summary>
    public int MaxPlanMiB { get; init; } = 16;

    /// <summary>What a pod's files (ConfigMaps, Secrets ... as they are sent to the job) may take.</summary>
    public int MaxPodFilesMiB { get; init; } = 128;

    /// <summary>Submit a short sleep instead of the pod: a test of the way, not of the pod.</summary>
    public bool DummyJob { get; init; }
}

/// <summary>A named size of job (as the Slurm plugin has them): what a pod gets where it does not ask itself.</summary>
public sealed record Flavor(string Name)
{
    public string Description { get; init; } = "";
    public int? Cpus { get; init; }
    public long? MemoryMiB { get; init; }
    public long? DiskMiB { get; init; }
    public int? Gpus { get; init; }

    /// <summary>The administrator's own words.</summary>
    public IReadOnlyDictionary<string, string> SubmitCommands { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
