using System.Net;
using System.Net.Sockets;
using HtcondorActors.Http.Configuration;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Opens the socket for requests before anything else is started, so that a second sidecar fails because the address is in use before it
/// wakes any pod. A unix socket gets its mode and group before anybody can connect.
/// </summary>
internal static class ListenSocket
{
    private const int Backlog = 512;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static EndPoint AddressOf(SidecarConfig config) =>
        config.Socket.Length > 0
            ? new UnixDomainSocketEndPoint(config.Socket)
            : new IPEndPoint(ListenKeys.AddressOf(config.SidecarHost), config.SidecarPort);

    /// <exception cref="SocketException">The address is in use, or does not belong to this machine.</exception>
    /// <exception cref="IOException">The group cannot be set, every user can write to the socket's folder, or systemd passes another
    /// socket.</exception>
    public static Socket Bind(SidecarConfig config) =>
        SystemdSocket.Take(AddressOf(config), config.InsecureListen)
        ?? Bind(
            AddressOf(config),
            ListenKeys.ModeOf(config.SocketMode),
            config.SocketGroup.Length > 0 ? UnixGroups.Find(config.SocketGroup) : null
        );

    /// <exception cref="SocketException">The address is in use, or does not belong to this machine.</exception>
    /// <exception cref="IOException">The group cannot be set, or every user can write to the socket's folder.</exception>
    public static Socket Bind(EndPoint address, UnixFileMode mode = OwnerOnly, int? group = null)
    {
        if (address is UnixDomainSocketEndPoint unix)
        {
            RefuseOpenFolder(unix.ToString());
            RemoveStale(unix);
        }
        var socket =
            address is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is IPEndPoint { Address: var ip } && ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(address);
            if (address is UnixDomainSocketEndPoint)
                Share(address.ToString()!, mode, group);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sets group and mode between bind and listen, when nobody can connect yet. The mode comes last, because the group must be right
    /// before the group gets access.
    /// </summary>
    private static void Share(string path, UnixFileMode mode, int? group)
    {
        if (group is { } chosen)
        {
            File.SetUnixFileMode(path, OwnerOnly);
            UnixGroups.Give(path, chosen);
        }
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>
    /// Refuses a folder that others may write (without the sticky bit of /tmp): another user could put its own socket at this path and read
    /// pods' secrets.
    /// </summary>
    /// <exception cref="IOException">The folder of this path is writable by others.</exception>
    public static void RefuseOpenFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            return; // bind says so
        var mode = File.GetUnixFileMode(folder);
        if (mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit))
            throw new IOException(
                $"every user may write {folder}, and replace the socket in it; a folder of mode 0755 or less is expected"
            );
    }

    /// <summary>Removes the socket file of a killed process. A socket that still answers is in use.</summary>
    private static void RemoveStale(UnixDomainSocketEndPoint address)
    {
        var path = address.ToString()!;
        if (!File.Exists(path))
            return;
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

    /// <summary>
    /// Distinguishes a file from a socket. A connection to an ordinary file is refused too, and such a file must not be deleted. Unlike a
    /// file, a socket cannot be opened (ENXIO).
    /// </summary>
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
