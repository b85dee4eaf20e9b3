using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>
/// The plan of one pod for the runner (docs/runner-stream.md, "The plan"). It contains values of variables and arguments, so it is written
/// only to the plan file.
/// </summary>
internal sealed record RunnerPlan
{
    public required PodUid Uid { get; init; }
    public required string PodName { get; init; }
    public required string Namespace { get; init; }
    public required TimeSpan Grace { get; init; }
    public required string Apptainer { get; init; }
    public required string CommandPrefix { get; init; }

    /// <summary>
    /// The pod's own shell text, which runs after the site's prefix. It may write a <c>mesh.sh</c>, inside which the pod then runs.
    /// </summary>
    public string PreExec { get; init; } = "";
    public string PodIp { get; init; } = "";

    /// <summary>The time limit in whole seconds from the beginning of the run; null for none.</summary>
    public long? DeadlineSeconds { get; init; }

    /// <summary>The name of that limit, for the message: <c>activeDeadlineSeconds (60 s)</c>.</summary>
    public string DeadlineWords { get; init; } = "";

    /// <summary>The most bytes of a container's log in the stream; 0 for no limit.</summary>
    public long LogLimit { get; init; }

    /// <summary>The folder of the execute node for images and Apptainer's cache. If it is empty, every job fetches its images.</summary>
    public string ImageCache { get; init; } = "";
    public RootIds RootIds { get; init; }

    /// <summary>For how many milliseconds the runner tries to fetch an image.</summary>
    public long PullMilliseconds { get; init; }

    /// <summary>The name of the file with registry credentials (docker's config.json); empty if there is none.</summary>
    public string RegistryAuth { get; init; } = "";

    /// <summary>The name of the volume archive; empty if there is none.</summary>
    public required string Archive { get; init; }
    public required IReadOnlyList<string> EmptyDirs { get; init; }

    /// <summary>The emptyDirs in memory.</summary>
    public IReadOnlyList<string> MemoryDirs { get; init; } = [];

    /// <summary>The folders whose size is measured.</summary>
    public IReadOnlyList<PlannedStorage> Storages { get; init; } = [];

    /// <summary>The most bytes of all counted folders together; null for no limit.</summary>
    public long? StorageTotal { get; init; }
    public IReadOnlyList<PlannedHostPath> HostPaths { get; init; } = [];
    public string Hostname { get; init; } = "";

    /// <summary>The GPUs that are assigned to the containers that asked; 0 if none asked, and all containers see all GPUs.</summary>
    public int Gpus { get; init; }

    /// <summary>Lines that follow the node's own in /etc/hosts.</summary>
    public IReadOnlyList<string> HostsLines { get; init; } = [];

    /// <summary>Lines that follow the node's own in /etc/resolv.conf, or replace them.</summary>
    public IReadOnlyList<string> ResolvLines { get; init; } = [];
    public bool ResolvIsWhole { get; init; }
    public required IReadOnlyList<PlannedContainer> InitContainers { get; init; }
    public required IReadOnlyList<PlannedContainer> Containers { get; init; }
}

internal sealed record PlannedContainer
{
    public required string Name { get; init; }
    public required ContainerMode Mode { get; init; }

    /// <summary>A path or URI; empty for <see cref="ContainerMode.Host"/>.</summary>
    public string Image { get; init; } = "";

    /// <summary>The folder of the node that must contain the image, also after all links are resolved; empty means anywhere.</summary>
    public string ImageFolder { get; init; } = "";
    public PullPolicy Pull { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>For image host: if the only argument is not a file of the node, the argument is a script for the command.</summary>
    public bool MayBeScript { get; init; }

    /// <summary>Each <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];
    public string WorkingDir { get; init; } = "";
    public IReadOnlyList<string> Options { get; init; } = [];
    public IReadOnlyList<PlannedBind> Binds { get; init; } = [];
    public RestartRule Restart { get; init; }

    /// <summary>True for a sidecar container: an init container that keeps running beside the main containers.</summary>
    public bool IsSidecar { get; init; }

    /// <summary>The container's share of the job's resources; null for all of them.</summary>
    public ContainerShare? Share { get; init; }

    /// <summary>The memory limit in bytes; null for none.</summary>
    public long? MemoryLimit { get; init; }
    public bool ReadOnlyRoot { get; init; }

    /// <summary>The absolute path of the message file inside the container; empty for no message.</summary>
    public string MessagePath { get; init; } = "";
    public bool MessageFromLog { get; init; }

    /// <summary>True keeps the standard input open, without any input.</summary>
    public bool Stdin { get; init; }

    /// <summary>The signal's name without "SIG"; empty for TERM.</summary>
    public string StopSignal { get; init; } = "";
    public PlannedProbe? Startup { get; init; }
    public PlannedProbe? Readiness { get; init; }
    public PlannedProbe? Liveness { get; init; }
    public PlannedHandler? PostStart { get; init; }
    public PlannedHandler? PreStop { get; init; }
}

internal enum ContainerMode
{
    /// <summary>The pod's command replaces the image's entrypoint.</summary>
    Exec,

    /// <summary>The image's entrypoint runs, with the pod's arguments if it has any.</summary>
    Run,

    /// <summary>The command runs without a container.</summary>
    Host,
}

internal enum RestartRule
{
    Never,
    OnFailure,
    Always,
}

internal enum PullPolicy
{
    IfNotPresent,
    Always,
    Never,
}

/// <param name="Source">A path relative to the job's folder.</param>
/// <param name="Target">An absolute path inside the container.</param>
internal sealed record PlannedBind(string Source, string Target, bool ReadOnly);

/// <summary>A path of the node, which the runner makes available as <c>volumes/NAME</c>.</summary>
/// <param name="Root">The folder that must contain the resolved path, so that a link in a shared folder cannot lead to other pods'
/// files.</param>
/// <param name="Type">As in <see cref="HostPathVolume"/>.</param>
internal sealed record PlannedHostPath(string Name, string Path, string Root, string Type);

/// <summary>A probe with all its seconds and counts set.</summary>
internal sealed record PlannedProbe(PlannedHandler Handler, int Delay, int Period, int Timeout, int Success, int Failure, long? Grace);

/// <summary>A handler of one type. The runner ignores the members of the other types.</summary>
internal sealed record PlannedHandler
{
    /// <summary>exec, http, tcp or sleep.</summary>
    public required string Type { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>http or https.</summary>
    public string Scheme { get; init; } = "";
    public string Host { get; init; } = "";
    public int Port { get; init; }

    /// <summary>Begins with a slash; may have a query.</summary>
    public string Path { get; init; } = "";

    /// <summary>Each <c>Name: value</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];
    public long Seconds { get; init; }
}
