namespace HtcondorActors.Http.Wire;

internal sealed record WireContainer
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
}

internal sealed record WireResources
{
    public Dictionary<string, string?>? Requests { get; init; }
    public Dictionary<string, string?>? Limits { get; init; }
}

internal sealed record WireVolumeMount
{
    public string? Name { get; init; }
    public string? MountPath { get; init; }
    public string? SubPath { get; init; }
    public string? SubPathExpr { get; init; }
    public bool? ReadOnly { get; init; }
}

/// <summary>Go leaves out an empty value: <c>{"name":"X"}</c> is an empty variable.</summary>
internal sealed record WireEnvVar
{
    public string? Name { get; init; }
    public string? Value { get; init; }
    public WireEnvSource? ValueFrom { get; init; }
}

/// <summary>Left over only when nobody before us could resolve it (protocol 11).</summary>
internal sealed record WireEnvSource
{
    public WireKeyRef? ConfigMapKeyRef { get; init; }
    public WireKeyRef? SecretKeyRef { get; init; }
    public WireFieldRef? FieldRef { get; init; }
    public WireResourceRef? ResourceFieldRef { get; init; }
}

internal sealed record WireEnvFrom
{
    public string? Prefix { get; init; }
    public WireKeyRef? ConfigMapRef { get; init; }
    public WireKeyRef? SecretRef { get; init; }
}

internal sealed record WireKeyRef
{
    public string? Name { get; init; }
    public string? Key { get; init; }
    public bool? Optional { get; init; }
}

internal sealed record WireFieldRef
{
    public string? FieldPath { get; init; }
}

internal sealed record WireResourceRef
{
    public string? Resource { get; init; }
}
