using System.Globalization;
using HtcondorActors.Actors.Protocol;
using Microsoft.Extensions.Hosting.Systemd;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Lets systemd follow the health checks: READY=1 when the process listens and all checks of /readyz pass, then WATCHDOG=1 at intervals
/// while those of /livez pass (<c>WatchdogSec</c>, sd_watchdog_enabled(3)). A frozen process says nothing and is restarted. A slow schedd
/// and a full disk are no checks of /livez, as a restart does not help.
/// </summary>
/// <param name="gateway">Knows the health.</param>
/// <param name="process">Tells when the process listens.</param>
/// <param name="clock">The time.</param>
/// <param name="patience">How long systemd waits for a WATCHDOG=1; null if it does not wait for any.</param>
/// <param name="say">Sends a notice.</param>
internal sealed class SystemdHealth(
    IPodGateway gateway,
    IHostApplicationLifetime process,
    TimeProvider clock,
    TimeSpan? patience,
    Action<ServiceState> say
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>After a process was frozen for a while, a notice must come before systemd's patience is at its end.</summary>
    private const int NoticesInPatience = 10;

    /// <summary>What systemd has set for this process.</summary>
    public static TimeSpan? PatienceOf(Func<string, string?> variable) =>
        long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds > 0
        && (variable("WATCHDOG_PID") is not { Length: > 0 } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = process.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!IsReady(gateway.Health))
            await Task.Delay(LookEvery, clock, stoppingToken);
        say(ServiceState.Ready);
        while (patience is { } limit)
        {
            if (IsAlive(gateway.Health))
                say(SystemdNotice.Alive);
            await Task.Delay(limit / NoticesInPatience, clock, stoppingToken);
        }
    }

    private static bool IsAlive(HealthReport report) => report.Live.All(check => check.Fault is null);

    private static bool IsReady(HealthReport report) => IsAlive(report) && report.Ready.All(check => check.Fault is null);
}
