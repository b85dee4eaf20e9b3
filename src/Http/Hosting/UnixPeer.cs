using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.CondorIo;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Http.Hosting;

/// <summary>Tells which user connected to a unix socket: the kernel notes it at the connect (SO_PEERCRED, unix(7)).</summary>
internal static class UnixPeer
{
    // The numbers of x86 and ARM.
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const uint Root = 0;

    private static readonly Lock OneAsks = new();

    /// <summary>The user, who may do everything; null for a user other than this process's own and root.</summary>
    public static AdminCaller? Of(Socket socket) => Of(socket, NameOf);

    internal static AdminCaller? Of(Socket socket, Func<uint, string> names) =>
        UserOf(socket) is var user && (user == UnixFile.Me || user == Root) ? new AdminCaller(() => names(user), AdminRole.Operate) : null;

    private static uint UserOf(Socket socket)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return MemoryMarshal.Read<uint>(credentials[sizeof(int)..]);
    }

    /// <summary><c>NAME (uid NUMBER)</c>, or the number alone if the machine's name service does not know it.</summary>
    internal static string NameOf(uint user)
    {
        var number = user.ToString(CultureInfo.InvariantCulture);
        // struct passwd { char *pw_name; ... }, in static memory of libc, so one caller at a time.
        lock (OneAsks)
            return getpwuid(user) is var found && found != IntPtr.Zero && Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(found)) is { } name
                ? $"{OneLine.Of(name, 60, more: "")} (uid {number})"
                : $"uid {number}";
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr getpwuid(uint user);
}
