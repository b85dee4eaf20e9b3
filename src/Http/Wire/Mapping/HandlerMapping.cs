using System.Text.Json;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Wire.Mapping;

/// <summary>Pure: probes and lifecycle hooks, as they came.</summary>
internal static class HandlerMapping
{
    public static ProbeSpec? ToProbe(WireProbe? wire, string field) =>
        wire is null
            ? null
            : new ProbeSpec(ToHandler(OneOf(wire, field), field))
            {
                InitialDelaySeconds = wire.InitialDelaySeconds,
                PeriodSeconds = wire.PeriodSeconds,
                TimeoutSeconds = wire.TimeoutSeconds,
                SuccessThreshold = wire.SuccessThreshold,
                FailureThreshold = wire.FailureThreshold,
                TerminationGracePeriodSeconds = wire.TerminationGracePeriodSeconds,
            };

    public static HandlerSpec? ToHook(WireHook? wire, string field) =>
        wire switch
        {
            null => null,
            _ => OneOf(wire, field) is { Sleep: { } sleep } ? new SleepHandler(sleep.Seconds ?? 0) : ToHandler(wire, field),
        };

    // As Kubernetes does: which of two is meant nobody can know.
    private static T OneOf<T>(T wire, string field)
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
            ? throw new WireFaultException(
                $"{field}.{second.Name}",
                $"may not be given beside {first.Name}: a probe or hook does one thing"
            )
            : wire;
    }

    private static HandlerSpec ToHandler(WireHandler wire, string field) =>
        wire switch
        {
            { Exec: { } exec } => new ExecHandler(PodMapping.Words(exec.Command, field + ".exec.command")),
            { HttpGet: { } http } => ToHttp(http, field + ".httpGet"),
            { TcpSocket: { } tcp } => new TcpHandler(PodMapping.NullIfEmpty(tcp.Host), ToPort(tcp.Port, field + ".tcpSocket.port")),
            _ => new UnservedHandler(wire.OtherMembers?.Keys.FirstOrDefault() ?? ""),
        };

    private static HttpHandler ToHttp(WireHttpGet http, string field) =>
        new(
            PodMapping.NullIfEmpty(http.Scheme),
            PodMapping.NullIfEmpty(http.Host),
            ToPort(http.Port, field + ".port"),
            http.Path ?? "",
            [
                .. (http.HttpHeaders ?? []).Select(
                    (header, at) =>
                        KeyValuePair.Create(PodMapping.Required(header?.Name, $"{field}.httpHeaders[{at}].name"), header!.Value ?? "")
                ),
            ]
        );

    private static string ToPort(string? port, string field) => PodMapping.Required(port, field);
}
