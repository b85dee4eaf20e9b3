namespace HtcondorActors.Actors.Protocol;

/// <summary>A container or init container, as it came.</summary>
public sealed record ContainerSpec
{
    public required string Name { get; init; }
    public required string Image { get; init; }

    /// <summary>Null and empty mean the same: the image's entrypoint.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>In the order of the request; a later entry of the same name wins.</summary>
    public IReadOnlyList<EnvVar> Env { get; init; } = [];

    /// <summary>Each envFrom that nobody resolved ("configMapRef settings"): its variables are not in <see cref="Env"/>.</summary>
    public IReadOnlyList<string> UnresolvedEnvFrom { get; init; } = [];
    public string? WorkingDir { get; init; }

    /// <summary>Resource name to quantity, as text ("500m", "1Gi").</summary>
    public IReadOnlyDictionary<string, string> Requests { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<VolumeMount> Mounts { get; init; } = [];

    /// <summary>Always, IfNotPresent or Never.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Of an init container, <c>Always</c>: it starts in its turn and goes on beside the containers (a sidecar).</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Name to number; unnamed ports are not here.</summary>
    public IReadOnlyDictionary<string, int> NamedPorts { get; init; } = new Dictionary<string, int>();
    public ProbeSpec? StartupProbe { get; init; }
    public ProbeSpec? ReadinessProbe { get; init; }
    public ProbeSpec? LivenessProbe { get; init; }
    public HandlerSpec? PostStart { get; init; }
    public HandlerSpec? PreStop { get; init; }

    /// <summary>lifecycle.stopSignal (SIGUSR1 ...); null: SIGTERM.</summary>
    public string? StopSignal { get; init; }
    public string? TerminationMessagePath { get; init; }

    /// <summary>File or FallbackToLogsOnError.</summary>
    public string? TerminationMessagePolicy { get; init; }

    /// <summary>Its standard input is kept open. False: it is empty.</summary>
    public bool Stdin { get; init; }
    public SecuritySpec Security { get; init; } = SecuritySpec.None;
}

/// <param name="Unresolved">What a valueFrom asked for when nobody resolved it ("secretKeyRef db/password"); else null.</param>
public sealed record EnvVar(string Name, string Value, string? Unresolved = null)
{
    /// <summary>What a resourceFieldRef asked for: the planner can answer that from the containers themselves.</summary>
    public ResourceReference? Amount { get; init; }
}

/// <param name="Container">Null: the container itself.</param>
/// <param name="Resource"><c>limits.cpu</c>, <c>requests.memory</c> ...</param>
/// <param name="Divisor">A quantity as text; null: 1.</param>
public sealed record ResourceReference(string? Container, string Resource, string? Divisor);

/// <param name="SubPath">Below the volume's folder; null: the folder itself.</param>
public sealed record VolumeMount(string Volume, string MountPath, string? SubPath, bool ReadOnly)
{
    /// <summary>Instead of a sub path: one with <c>$(NAME)</c> in it, of the container's variables.</summary>
    public string? SubPathExpr { get; init; }
}

/// <summary>A probe as it came; what is null has Kubernetes' default (delay 0, period 10, timeout 1, success 1, failure 3; seconds and
/// counts).</summary>
public sealed record ProbeSpec(HandlerSpec Handler)
{
    public int? InitialDelaySeconds { get; init; }
    public int? PeriodSeconds { get; init; }
    public int? TimeoutSeconds { get; init; }
    public int? SuccessThreshold { get; init; }
    public int? FailureThreshold { get; init; }

    /// <summary>Instead of the pod's, after a failed startup or liveness probe.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }
}

/// <summary>What a probe or a lifecycle hook does.</summary>
public abstract record HandlerSpec;

/// <summary>A command inside the running container; no shell unless it names one, no expansion.</summary>
public sealed record ExecHandler(IReadOnlyList<string> Command) : HandlerSpec;

/// <param name="Scheme">HTTP or HTTPS; null: HTTP.</param>
/// <param name="Host">Null: the pod's address, here the execute node's loopback.</param>
/// <param name="Port">A number or a name out of the container's ports, as text.</param>
public sealed record HttpHandler(
    string? Scheme,
    string? Host,
    string Port,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Headers
) : HandlerSpec;

public sealed record TcpHandler(string? Host, string Port) : HandlerSpec;

/// <summary>Hooks only.</summary>
public sealed record SleepHandler(long Seconds) : HandlerSpec;

/// <summary>grpc, or none at all.</summary>
public sealed record UnservedHandler(string Kind) : HandlerSpec;
