using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HtcondorActors.CondorIo;

namespace HtcondorActors.Http.Hosting;

/// <summary>
/// Takes the socket that systemd opens and holds (sd_listen_fds(3)). Callers that connect while no sidecar runs wait in the kernel's queue
/// for the next one. It must be the socket of the configuration, so that the checks of the configuration apply to it.
/// </summary>
internal static class SystemdSocket
{
    private const string PidVariable = "LISTEN_PID";
    private const string CountVariable = "LISTEN_FDS";

    private const int First = 3;

    /// <summary>Returns the socket; null if systemd passed none.</summary>
    /// <param name="expected">The address in the configuration.</param>
    /// <param name="mayBeOpenToAll">True if every user may connect to a unix socket.</param>
    /// <exception cref="IOException">systemd passed another socket, or several.</exception>
    public static Socket? Take(EndPoint expected, bool mayBeOpenToAll)
    {
        var (pid, count) = (Environment.GetEnvironmentVariable(PidVariable), Environment.GetEnvironmentVariable(CountVariable));
        // The variables are for this process alone, not for the tools that it starts.
        foreach (var variable in (string[])[PidVariable, CountVariable, "LISTEN_FDNAMES"])
            Environment.SetEnvironmentVariable(variable, null);
        if (count is null || pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        if (count != "1")
            throw new IOException($"systemd hands over {count} sockets ({CountVariable}), 1 is expected");
        UnixFile.CloseInChildren(First);
        var socket = new Socket(new SafeSocketHandle(First, ownsHandle: true));
        try
        {
            if (socket.SocketType != SocketType.Stream || socket.LocalEndPoint is not { } address || !address.Equals(expected))
                throw new IOException(
                    $"systemd hands over a socket on {Shown(socket.LocalEndPoint)}, and the configuration says {Shown(expected)}"
                );
            if (address is UnixDomainSocketEndPoint unix)
                RequireClosed(unix.ToString(), mayBeOpenToAll);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RequireClosed(string path, bool mayBeOpenToAll)
    {
        ListenSocket.RefuseOpenFolder(path);
        if (!mayBeOpenToAll && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite))
            throw new IOException(
                $"every user of this machine may connect to {path}; SocketMode=0600 or 0660 in the .socket unit, or "
                    + "InsecureListen: true, is expected"
            );
    }

    private static string Shown(EndPoint? address) => address?.ToString() is { Length: > 0 } text ? text : "no address";
}
