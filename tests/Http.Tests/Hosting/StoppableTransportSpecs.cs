using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using HtcondorActors.Http.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HtcondorActors.Http.Tests.Hosting;

/// <summary>The listening socket may be systemd's: what this process does with its own copy must not stop it.</summary>
public sealed class StoppableTransportSpecs
{
    private const int Restarts = 100;
    private const int Callers = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_socket_that_another_process_holds_goes_on_listening_however_many_connect_while_this_one_stops(bool isUnix)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var held = isUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(isUnix ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Loopback, 0));
        held.Listen(512);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(held.LocalEndPoint!, enough.Token))).ToArray();

        for (var restart = 0; restart < Restarts && !callers.Any(caller => caller.IsCompleted); restart++)
            await ServeAsync(CopyOf(held, restart), callers);
        await enough.CancelAsync();
        await Task.WhenAll(callers);
        File.Delete(path);
    }

    /// <summary>Accepts some connections, and stops while more come in.</summary>
    private static async Task ServeAsync(Socket socket, Task[] callers)
    {
        var options = Options.Create(new SocketTransportOptions { CreateBoundListenSocket = _ => socket });
        var transport = new StoppableTransport(options, NullLoggerFactory.Instance);
        await using var listener = await transport.BindAsync(socket.LocalEndPoint!);
        var accepted = 0;
        var accepting = Task.Run(async () =>
        {
            while (await listener.AcceptAsync() is { } connection)
            {
                Interlocked.Increment(ref accepted);
                await connection.DisposeAsync();
            }
        });
        while (Volatile.Read(ref accepted) < 20 && !callers.Any(caller => caller.IsCompleted))
            await Task.Delay(1);
        await transport.StopAcceptingAsync();
        await accepting;
    }

    /// <summary>Connects over and over. A refused connection is thrown. While nobody accepts, it waits in the kernel's queue.</summary>
    private static async Task CallAsync(EndPoint address, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(address, enough);
                await socket.ReceiveAsync(new byte[1], enough);
            }
            catch (OperationCanceledException) { }
            catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset) { }
        }
    }

    /// <summary>
    /// Each copy has a descriptor of its own: while another copy is open, the kernel's list of events keeps a closed one, and a new copy of
    /// the same number would get none.
    /// </summary>
    private static Socket CopyOf(Socket held, int number)
    {
        var copy = fcntl((int)held.Handle, DuplicateFrom, 700 + number);
        return copy >= 0
            ? new Socket(new SafeSocketHandle(copy, ownsHandle: true))
            : throw new IOException($"fcntl: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>F_DUPFD of fcntl(2).</summary>
    private const int DuplicateFrom = 0;

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command, int number);
}
