using System.Text.Json.Serialization;

namespace HtcondorActors.Http.Wire;

/// <summary>The action of a probe or a hook. Exactly one member should be set.</summary>
internal abstract record WireHandler : WireObject
{
    public WireExec? Exec { get; init; }
    public WireHttpGet? HttpGet { get; init; }
    public WireTcpSocket? TcpSocket { get; init; }
}

internal sealed record WireProbe : WireHandler
{
    public int? InitialDelaySeconds { get; init; }
    public int? PeriodSeconds { get; init; }
    public int? TimeoutSeconds { get; init; }
    public int? SuccessThreshold { get; init; }
    public int? FailureThreshold { get; init; }
    public long? TerminationGracePeriodSeconds { get; init; }
}

internal sealed record WireLifecycle : WireObject
{
    public WireHook? PostStart { get; init; }
    public WireHook? PreStop { get; init; }
    public string? StopSignal { get; init; }
}

internal sealed record WireHook : WireHandler
{
    public WireSleep? Sleep { get; init; }
}

internal sealed record WireSleep : WireObject
{
    public long? Seconds { get; init; }
}

internal sealed record WireExec : WireObject
{
    public List<string?>? Command { get; init; }
}

internal sealed record WireHttpGet : WireObject
{
    public string? Scheme { get; init; }
    public string? Host { get; init; }

    /// <summary>A number or a name.</summary>
    [JsonConverter(typeof(WirePortText))]
    public string? Port { get; init; }
    public string? Path { get; init; }
    public List<WireHttpHeader?>? HttpHeaders { get; init; }
}

internal sealed record WireHttpHeader : WireObject
{
    public string? Name { get; init; }
    public string? Value { get; init; }
}

internal sealed record WireTcpSocket : WireObject
{
    public string? Host { get; init; }

    /// <summary>A number or a name.</summary>
    [JsonConverter(typeof(WirePortText))]
    public string? Port { get; init; }
}
