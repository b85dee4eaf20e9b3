namespace HtcondorActors.Http.Wire;

/// <summary>A variable. Go leaves out an empty value, so <c>{"name":"X"}</c> is an empty variable.</summary>
internal sealed record WireEnvVar : WireObject
{
    public string? Name { get; init; }
    public string? Value { get; init; }
    public WireEnvSource? ValueFrom { get; init; }
}

/// <summary>
/// The source of a variable, which is present only if the Virtual Kubelet could not resolve it (docs/interlink-protocol.md, "Environment
/// variables").
/// </summary>
internal sealed record WireEnvSource : WireObject
{
    public WireKeyRef? ConfigMapKeyRef { get; init; }
    public WireKeyRef? SecretKeyRef { get; init; }
    public WireFieldRef? FieldRef { get; init; }
    public WireResourceRef? ResourceFieldRef { get; init; }
}

internal sealed record WireEnvFrom : WireObject
{
    public string? Prefix { get; init; }
    public WireMapRef? ConfigMapRef { get; init; }
    public WireMapRef? SecretRef { get; init; }
}

internal sealed record WireMapRef : WireObject
{
    public string? Name { get; init; }
    public bool? Optional { get; init; }
}

internal sealed record WireKeyRef : WireObject
{
    public string? Name { get; init; }
    public string? Key { get; init; }
    public bool? Optional { get; init; }
}

internal sealed record WireFieldRef : WireObject
{
    public string? ApiVersion { get; init; }
    public string? FieldPath { get; init; }
}

internal sealed record WireResourceRef : WireObject
{
    public string? ContainerName { get; init; }
    public string? Resource { get; init; }
    public string? Divisor { get; init; }
}
