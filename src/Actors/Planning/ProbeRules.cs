using static HtcondorActors.Actors.Planning.FieldTreatment;

namespace HtcondorActors.Actors.Planning;

/// <summary>Probes and lifecycle hooks.</summary>
internal static class ProbeRules
{
    private const string Probe = "spec.containers.*Probe";

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("spec.containers.startupProbe", Honoured, "the others wait for it; failed: the container is stopped, and restarted by policy"),
        new("spec.containers.readinessProbe", Honoured, "shown as waiting until it succeeds, and whenever it fails"),
        new("spec.containers.livenessProbe", Honoured, "failed: the container is stopped, and restarted by policy"),
        .. Handler(Probe),
        new(Probe + ".exec.command", Honoured, "inside the running container; $(NAME) is expanded"),
        new(Probe + ".grpc", Refused, "grpc probes are not served: use exec, httpGet or tcpSocket"),
        new(Probe + ".initialDelaySeconds", Honoured, ""),
        new(Probe + ".periodSeconds", Honoured, "absent: 10"),
        new(Probe + ".timeoutSeconds", Honoured, "absent: 1"),
        new(Probe + ".successThreshold", Honoured, "absent: 1"),
        new(Probe + ".failureThreshold", Honoured, "absent: 3"),
        new(Probe + ".terminationGracePeriodSeconds", Honoured, "of startup and liveness probes"),
        new("spec.containers.lifecycle", Honoured, ""),
        new(
            "spec.containers.lifecycle.postStart",
            Honoured,
            "right after the start; the next container starts when it is over; failed: the container is stopped"
        ),
        new("spec.containers.lifecycle.preStop", Honoured, "before SIGTERM, within the grace period"),
        new("spec.containers.lifecycle.stopSignal", Honoured, "instead of SIGTERM; real-time signals are refused"),
        .. Handler("spec.containers.lifecycle.*"),
        new("spec.containers.lifecycle.*.exec.command", Honoured, "inside the running container; nothing is expanded, as in Kubernetes"),
        new("spec.containers.lifecycle.*.sleep", Honoured, ""),
        new("spec.containers.lifecycle.*.sleep.seconds", Honoured, ""),
    ];

    private static FieldRule[] Handler(string holder) =>
        [
            new(holder + ".exec", Honoured, ""),
            new(holder + ".httpGet", Honoured, "from the execute node"),
            new(holder + ".httpGet.scheme", Honoured, "certificates are not checked"),
            new(holder + ".httpGet.host", Honoured, "absent: the machine's loopback, where the container's ports are"),
            new(holder + ".httpGet.port", Honoured, "a number, or a name out of ports"),
            new(holder + ".httpGet.path", Honoured, ""),
            new(holder + ".httpGet.httpHeaders", Honoured, ""),
            new(holder + ".httpGet.httpHeaders.name", Honoured, ""),
            new(holder + ".httpGet.httpHeaders.value", Honoured, ""),
            new(holder + ".tcpSocket", Honoured, "from the execute node"),
            new(holder + ".tcpSocket.host", Honoured, "absent: the machine's loopback"),
            new(holder + ".tcpSocket.port", Honoured, "a number, or a name out of ports"),
        ];
}
