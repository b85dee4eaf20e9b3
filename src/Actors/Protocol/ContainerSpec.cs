namespace HtcondorActors.Actors.Protocol;

/// <summary>A container or init container, as the request describes it.</summary>
public sealed record ContainerSpec
{
    public required string Name { get; init; }
    public required string Image { get; init; }

    /// <summary>Null and empty mean the same: the image's entrypoint.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>In the order of the request; a later entry of the same name wins.</summary>
    public IReadOnlyList<EnvVar> Env { get; init; } = [];

    /// <summary>
    /// Each envFrom whose content did not come with the request ("configMapRef settings"). Its variables are not in <see cref="Env"/>.
    /// </summary>
    public IReadOnlyList<string> UnresolvedEnvFrom { get; init; } = [];
    public string? WorkingDir { get; init; }

    /// <summary>Resource name to quantity, as text ("500m", "1Gi").</summary>
    public IReadOnlyDictionary<string, string> Requests { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<VolumeMount> Mounts { get; init; } = [];

    /// <summary>Always, IfNotPresent or Never.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>
    /// <c>Always</c> makes an init container a sidecar container: it starts in its turn and keeps running beside the main containers.
    /// </summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Port name to number, without unnamed ports.</summary>
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

    /// <summary>True keeps the standard input open; false makes it empty.</summary>
    public bool Stdin { get; init; }
    public SecuritySpec Security { get; init; } = SecuritySpec.None;
}

/// <param name="Unresolved">The valueFrom whose content did not come with the request ("secretKeyRef db/password"); null otherwise.</param>
public sealed record EnvVar(string Name, string Value, string? Unresolved = null)
{
    /// <summary>The amount that a resourceFieldRef names. The planner computes it from the containers.</summary>
    public ResourceReference? Amount { get; init; }
}

/// <param name="Container">The container's name; null means the container of the variable or file itself.</param>
/// <param name="Resource"><c>limits.cpu</c>, <c>requests.memory</c> ...</param>
/// <param name="Divisor">A quantity as text; null: 1.</param>
public sealed record ResourceReference(string? Container, string Resource, string? Divisor);

/// <param name="SubPath">A path below the volume's folder; null means the folder itself.</param>
public sealed record VolumeMount(string Volume, string MountPath, string? SubPath, bool ReadOnly)
{
    /// <summary>Replaces the sub path: a path that may contain <c>$(NAME)</c> for the container's variables.</summary>
    public string? SubPathExpr { get; init; }
}

/// <summary>
/// A probe as the request describes it. A null value means Kubernetes' default (delay 0, period 10, timeout 1, success 1, failure 3;
/// seconds and counts).
/// </summary>
public sealed record ProbeSpec(HandlerSpec Handler)
{
    public int? InitialDelaySeconds { get; init; }
    public int? PeriodSeconds { get; init; }
    public int? TimeoutSeconds { get; init; }
    public int? SuccessThreshold { get; init; }
    public int? FailureThreshold { get; init; }

    /// <summary>Replaces the pod's grace period after a failed startup or liveness probe.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }
}

/// <summary>What a probe or a lifecycle hook does.</summary>
public abstract record HandlerSpec;

/// <summary>A command inside the running container, without a shell and without expansion.</summary>
public sealed record ExecHandler(IReadOnlyList<string> Command) : HandlerSpec;

/// <param name="Scheme">HTTP or HTTPS; null: HTTP.</param>
/// <param name="Host">Null means the pod's address, which is the execute node's loopback here.</param>
/// <param name="Port">A port number, or the name of one of the container's ports, as text.</param>
public sealed record HttpHandler(
    string? Scheme,
    string? Host,
    string Port,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Headers
) : HandlerSpec;

public sealed record TcpHandler(string? Host, string Port) : HandlerSpec;

/// <summary>A sleep; only hooks have it.</summary>
public sealed record SleepHandler(long Seconds) : HandlerSpec;

/// <summary>A kind that is not supported: grpc, or no handler at all.</summary>
public sealed record UnservedHandler(string Kind) : HandlerSpec;
