using System.Net.Sockets;
using System.Text;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Tells systemd how far this process is (<c>Type=notify</c>, sd_notify(3)): one datagram to the socket that it names. Without systemd
/// nobody is told anything.
/// </summary>
internal static class SystemdNotice
{
    public const string Variable = "NOTIFY_SOCKET";

    public static void Ready() => Say("READY=1");

    public static void Stopping() => Say("STOPPING=1");

    private static void Say(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name)
            return;
        try
        {
            // '@' stands for the zero byte with which names of the abstract namespace begin.
            var systemd = new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(state), systemd);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            // systemd itself then says that it was not told in time.
            Console.Error.WriteLine($"systemd could not be told {state}: {fault.Message}");
        }
    }
}
