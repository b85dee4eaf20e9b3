using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// The socket requests come in by, taken before anything else is started: a second sidecar must be told that the address is in use before
/// it wakes any pod. A unix socket is this user's alone from its first moment.
/// </summary>
internal static class ListenSocket
{
    private const int Backlog = 512;

    public static EndPoint AddressOf(SidecarConfig config) => config.Socket.Length > 0
        ? new UnixDomainSocketEndPoint(config.Socket)
        : new IPEndPoint(config.SidecarHost == "localhost" ? IPAddress.Loopback : IPAddress.Parse(config.SidecarHost), config.SidecarPort);

    /// <exception cref="SocketException">The address is in use, or not ours.</exception>
    public static Socket Bind(EndPoint address)
    {
        if (address is UnixDomainSocketEndPoint unix) RemoveStale(unix);
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is IPEndPoint { Address: var ip } && ip.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(address);
            // Between bind and listen nobody can connect yet.
            if (address is UnixDomainSocketEndPoint) File.SetUnixFileMode(address.ToString()!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A process that was killed leaves its socket file; one that still answers is in use.</summary>
    private static void RemoveStale(UnixDomainSocketEndPoint address)
    {
        var path = address.ToString()!;
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused && !IsFile(path))
        {
            File.Delete(path);
            return;
        }
        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    /// <summary>Connecting to an ordinary file is refused too, and it may be somebody's; a socket, unlike a file, cannot be opened (ENXIO).</summary>
    private static bool IsFile(string path)
    {
        try
        {
            using var opened = File.OpenHandle(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
