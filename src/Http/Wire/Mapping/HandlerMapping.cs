using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: maps probes and lifecycle hooks.</summary>
internal static class HandlerMapping
{
    public static ProbeSpec? ToProbe(WireProbe? wire, string field, FieldFaults faults) =>
        wire is null
            ? null
            : new ProbeSpec(ToHandler(OneOf(wire, field, faults), field, faults))
            {
                InitialDelaySeconds = wire.InitialDelaySeconds,
                PeriodSeconds = wire.PeriodSeconds,
                TimeoutSeconds = wire.TimeoutSeconds,
                SuccessThreshold = wire.SuccessThreshold,
                FailureThreshold = wire.FailureThreshold,
                TerminationGracePeriodSeconds = wire.TerminationGracePeriodSeconds,
            };

    public static HandlerSpec? ToHook(WireHook? wire, string field, FieldFaults faults) =>
        wire switch
        {
            null => null,
            _ => OneOf(wire, field, faults) is { Sleep: { } sleep } ? new SleepHandler(sleep.Seconds ?? 0) : ToHandler(wire, field, faults),
        };

    // Two actions are a fault, as in Kubernetes, because nobody can know which one is meant.
    private static T OneOf<T>(T wire, string field, FieldFaults faults)
        where T : WireHandler
    {
        (string Name, bool IsThere)[] all =
        [
            ("exec", wire.Exec is not null),
            ("httpGet", wire.HttpGet is not null),
            ("tcpSocket", wire.TcpSocket is not null),
            ("sleep", wire is WireHook { Sleep: not null }),
            ("grpc", wire.OtherMembers?.GetValueOrDefault("grpc").ValueKind is JsonValueKind.Object),
        ];
        return all.Where(each => each.IsThere).ToArray() is [var first, var second, ..]
            ? faults.Add($"{field}.{second.Name}", $"may not be given beside {first.Name}: a probe or hook does one thing", wire)
            : wire;
    }

    private static HandlerSpec ToHandler(WireHandler wire, string field, FieldFaults faults) =>
        wire switch
        {
            { Exec: { } exec } => new ExecHandler(PodMapping.Words(exec.Command, field + ".exec.command", faults)),
            { HttpGet: { } http } => ToHttp(http),
            { TcpSocket: { } tcp } => new TcpHandler(PodMapping.NullIfEmpty(tcp.Host), tcp.Port ?? ""),
            _ => new UnservedHandler(wire.OtherMembers?.Keys.FirstOrDefault() ?? ""),
        };

    private static HttpHandler ToHttp(WireHttpGet http) =>
        new(
            PodMapping.NullIfEmpty(http.Scheme),
            PodMapping.NullIfEmpty(http.Host),
            http.Port ?? "",
            http.Path ?? "",
            [.. (http.HttpHeaders ?? []).Select(header => KeyValuePair.Create(header?.Name ?? "", header?.Value ?? ""))]
        );
}
