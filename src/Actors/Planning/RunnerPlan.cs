using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;

namespace HtcondorActors.Actors.Planning;

/// <summary>What the runner is told about one pod (docs/runner-stream.md, "The plan"). Holds env values and arguments: only ever written to
/// the plan file.</summary>
internal sealed record RunnerPlan
{
    public required PodUid Uid { get; init; }
    public required string PodName { get; init; }
    public required string Namespace { get; init; }
    public required TimeSpan Grace { get; init; }
    public required string Apptainer { get; init; }
    public required string CommandPrefix { get; init; }

    /// <summary>The pod's own shell text, run after the site's prefix; may leave a <c>mesh.sh</c> under which the pod is run.</summary>
    public string PreExec { get; init; } = "";
    public string PodIp { get; init; } = "";

    /// <summary>Whole seconds from the run's first moment; null: no end.</summary>
    public long? DeadlineSeconds { get; init; }

    /// <summary>Which limit that is, for the message: <c>activeDeadlineSeconds (60 s)</c>.</summary>
    public string DeadlineWords { get; init; } = "";

    /// <summary>Bytes that a container's log may have in the stream; 0: no limit.</summary>
    public long LogLimit { get; init; }

    /// <summary>Folder of the execute node that keeps images and Apptainer's cache; empty: none, images are fetched by every job.</summary>
    public string ImageCache { get; init; } = "";
    public RootIds RootIds { get; init; }

    /// <summary>Milliseconds that an image which cannot be had is tried for.</summary>
    public long PullMilliseconds { get; init; }

    /// <summary>Name of the file with registry credentials (docker's config.json); empty: none.</summary>
    public string RegistryAuth { get; init; } = "";

    /// <summary>Empty: no archive.</summary>
    public required string Archive { get; init; }
    public required IReadOnlyList<string> EmptyDirs { get; init; }

    /// <summary>Empty folders in memory.</summary>
    public IReadOnlyList<string> MemoryDirs { get; init; } = [];

    /// <summary>Folders that are watched for their size.</summary>
    public IReadOnlyList<PlannedStorage> Storages { get; init; } = [];

    /// <summary>Bytes that those of them that count may have together; null: no limit.</summary>
    public long? StorageTotal { get; init; }
    public IReadOnlyList<PlannedHostPath> HostPaths { get; init; } = [];
    public string Hostname { get; init; } = "";

    /// <summary>GPUs of the job that are handed out to the containers that asked; 0: nobody asked, all containers see all.</summary>
    public int Gpus { get; init; }

    /// <summary>Lines for /etc/hosts, after the node's own.</summary>
    public IReadOnlyList<string> HostsLines { get; init; } = [];

    /// <summary>Lines for /etc/resolv.conf: after the node's own, or instead of them.</summary>
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

    /// <summary>Folder of the node that the image must not lie outside of, wherever a link in its path leads; empty: anywhere.</summary>
    public string ImageFolder { get; init; } = "";
    public PullPolicy Pull { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Without a container: its one argument, if it is no file of the node, is a script for its command.</summary>
    public bool MayBeScript { get; init; }

    /// <summary>Each <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];
    public string WorkingDir { get; init; } = "";
    public IReadOnlyList<string> Options { get; init; } = [];
    public IReadOnlyList<PlannedBind> Binds { get; init; } = [];
    public RestartRule Restart { get; init; }

    /// <summary>An init container that goes on beside the containers.</summary>
    public bool IsSidecar { get; init; }

    /// <summary>Null: all that the job has.</summary>
    public ContainerShare? Share { get; init; }

    /// <summary>Bytes; null: no limit.</summary>
    public long? MemoryLimit { get; init; }
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Absolute, inside the container; empty: no message.</summary>
    public string MessagePath { get; init; } = "";
    public bool MessageFromLog { get; init; }

    /// <summary>Its standard input stays open, and nothing comes.</summary>
    public bool Stdin { get; init; }

    /// <summary>Without "SIG"; empty: TERM.</summary>
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

    /// <summary>The image's entrypoint, with the pod's arguments if it has any.</summary>
    Run,

    /// <summary>No container at all.</summary>
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

/// <param name="Source">Relative to the job's folder.</param>
/// <param name="Target">Absolute, inside the container.</param>
internal sealed record PlannedBind(string Source, string Target, bool ReadOnly);

/// <summary>The runner makes <c>volumes/NAME</c> stand for it.</summary>
/// <param name="Root">What the resolved path must not leave: a link in a shared folder must not lead into other pods' files.</param>
/// <param name="Type">As in <see cref="HostPathVolume"/>.</param>
internal sealed record PlannedHostPath(string Name, string Path, string Root, string Type);

/// <summary>Seconds and counts, every one of them set.</summary>
internal sealed record PlannedProbe(PlannedHandler Handler, int Delay, int Period, int Timeout, int Success, int Failure, long? Grace);

/// <summary>Exactly one kind is set: what the others hold is ignored by the runner.</summary>
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
