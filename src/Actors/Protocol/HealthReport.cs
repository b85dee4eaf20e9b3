namespace HtcondorActors.Actors.Protocol;

/// <summary>The health of this sidecar now, from memory.</summary>
/// <param name="Live">Checks of the process itself. A process that fails one of them has to be restarted.</param>
/// <param name="Ready">Checks of what every create needs. A restart need not help.</param>
/// <param name="Degraded">All other troubles. The sidecar works on, with delays or with old knowledge.</param>
public sealed record HealthReport(IReadOnlyList<HealthCheck> Live, IReadOnlyList<HealthCheck> Ready, IReadOnlyList<HealthTrouble> Degraded);

/// <param name="Name">One word of a fixed set.</param>
/// <param name="Fault">Why the check fails, in words for an administrator; null if it passes.</param>
public sealed record HealthCheck(string Name, string? Fault);

/// <param name="Source">The part of the sidecar that is in trouble.</param>
/// <param name="Words">One short line for an administrator, without secrets and without text of a pod.</param>
/// <param name="Since">When the first trouble of this source was noticed that is not over yet.</param>
public sealed record HealthTrouble(string Source, string Words, DateTimeOffset Since)
{
    public override string ToString() => $"{Source}: {Words}, since {UtcTime.Of(Since)}";
}
