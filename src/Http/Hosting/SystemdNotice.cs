using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Tells systemd how far this process is (<c>Type=notify</c>, sd_notify(3)). Without <c>NOTIFY_SOCKET</c> the notifier does nothing.
/// The package's own lifetime is not used: it judges by the name of the parent process, and it takes SIGTERM, which <see cref="Drain"/>
/// needs.
/// </summary>
internal static class SystemdNotice
{
    public static void Ready() => Say(ServiceState.Ready);

    public static void Stopping() => Say(ServiceState.Stopping);

    private static void Say(ServiceState state)
    {
        try
        {
            new SystemdNotifier().Notify(state);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            // systemd ends the service itself when it is not told in time; the start and the stop go on.
            Console.Error.WriteLine($"systemd could not be notified: {fault.Message}");
        }
    }
}
