using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Tells systemd when this process is ready, that it is alive, and when it stops (<c>Type=notify</c>, sd_notify(3)). Without
/// <c>NOTIFY_SOCKET</c> the notifier does nothing. The package's own lifetime is not used, because it decides by the name of the parent
/// process and handles SIGTERM, which <see cref="Drain"/> needs.
/// </summary>
internal static class SystemdNotice
{
    /// <summary>The package knows no name for it.</summary>
    public static ServiceState Alive { get; } = new("WATCHDOG=1");

    public static void Stopping() => Say(ServiceState.Stopping);

    public static void Say(ServiceState state)
    {
        try
        {
            new SystemdNotifier().Notify(state);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            // The start or stop continues. Without a notice in time, systemd itself ends the service.
            Console.Error.WriteLine($"systemd could not be notified: {fault.Message}");
        }
    }
}
