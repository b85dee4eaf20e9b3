using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>A small systemd: holds a listening socket and hands it over to each sidecar that is started behind
/// <see cref="Wrapper"/>.</summary>
internal sealed class ActivatedSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly int _inheritable;

    public ActivatedSocket(EndPoint address)
    {
        _socket =
            address is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(address);
        _socket.Listen(512);
        // A copy is not closed in children.
        _inheritable = dup((int)_socket.Handle);
        if (_inheritable < 0)
            throw new IOException($"dup: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Goes before the command line of the program. It gives the socket as file descriptor 3 and says so, as systemd
    /// does.</summary>
    public IReadOnlyList<string> Wrapper(int sockets = 1) =>
        [
            "/bin/bash",
            "-c",
            string.Create(
                CultureInfo.InvariantCulture,
                $"exec 3<&{_inheritable} {_inheritable}<&-; LISTEN_FDS={sockets} LISTEN_PID=$$ exec \"$@\""
            ),
            "bash",
        ];

    public void Dispose()
    {
        _ = close(_inheritable);
        _socket.Dispose();
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup(int descriptor);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
}
