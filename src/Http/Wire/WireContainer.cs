namespace HtcondorActors.Http.Wire;

/// <summary>A container as Kubernetes sends it.</summary>
internal sealed record WireContainer : WireObject
{
    public string? Name { get; init; }
    public string? Image { get; init; }
    public List<string?>? Command { get; init; }
    public List<string?>? Args { get; init; }
    public string? WorkingDir { get; init; }
    public List<WireEnvVar?>? Env { get; init; }
    public List<WireEnvFrom?>? EnvFrom { get; init; }
    public WireResources? Resources { get; init; }
    public List<WireVolumeMount?>? VolumeMounts { get; init; }
    public List<WirePort?>? Ports { get; init; }
    public string? ImagePullPolicy { get; init; }
    public string? RestartPolicy { get; init; }
    public WireProbe? StartupProbe { get; init; }
    public WireProbe? ReadinessProbe { get; init; }
    public WireProbe? LivenessProbe { get; init; }
    public WireLifecycle? Lifecycle { get; init; }
    public string? TerminationMessagePath { get; init; }
    public string? TerminationMessagePolicy { get; init; }
    public bool? Stdin { get; init; }
    public WireContainerSecurity? SecurityContext { get; init; }
}

internal sealed record WireResources : WireObject
{
    public Dictionary<string, string?>? Requests { get; init; }
    public Dictionary<string, string?>? Limits { get; init; }
}

internal sealed record WireVolumeMount : WireObject
{
    public string? Name { get; init; }
    public string? MountPath { get; init; }
    public string? SubPath { get; init; }
    public string? SubPathExpr { get; init; }
    public bool? ReadOnly { get; init; }
}

internal sealed record WirePort : WireObject
{
    public string? Name { get; init; }
    public int? ContainerPort { get; init; }
    public string? Protocol { get; init; }
}

internal sealed record WireContainerSecurity : WireSecurityContext
{
    public bool? ReadOnlyRootFilesystem { get; init; }
    public bool? Privileged { get; init; }
}
