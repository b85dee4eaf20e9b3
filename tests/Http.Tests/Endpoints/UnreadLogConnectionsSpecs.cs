using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using HtcondorActors.Http.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>
/// Callers that do not take the rest of a log. The rest is less than what a response waits for:
/// the request has ended and the connection has not.
/// </summary>
public sealed class UnreadLogConnectionsSpecs
{
    private const string Request = """{"PodUID":"u","ContainerName":"c","Opts":{"Follow":true}}""";

    /// <summary>The kernel's numbers for the states of the sidecar's end.</summary>
    private const string Established = "01";
    private const string HalfClosed = "08";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _clock = new();
    private static readonly byte[] Piece = new byte[32 << 10];
    private long _written;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_that_never_reads_the_rest_of_a_deleted_pods_log_loses_its_connection_after_a_minute(bool halfCloses)
    {
        await using var sidecar = await RunningSidecar.StartAsync(clock: _clock);
        using var caller = halfCloses ? await HalfClosedAsync(sidecar) : await StuckAsync(sidecar);

        var passed = TimeSpan.Zero;
        for (; IsOpen(sidecar, caller) && passed < TimeSpan.FromMinutes(10); passed += TimeSpan.FromSeconds(10))
            await PassAsync();

        Assert.InRange(passed, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));
        Assert.False(IsOpen(sidecar, caller));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_that_reads_the_rest_of_a_living_pods_log_an_hour_later_gets_all_of_it(bool halfCloses)
    {
        await using var sidecar = await RunningSidecar.StartAsync(clock: _clock);
        // Now and then nothing can be told of a pod that lives.
        var asked = 0;
        sidecar.Gateway.OnStatus = _ => Interlocked.Increment(ref asked) % 5 == 0 ? null : "{}";
        using var caller = halfCloses ? await HalfClosedAsync(sidecar) : await StuckAsync(sidecar);

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += TimeSpan.FromSeconds(10))
            await PassAsync();

        Assert.True(IsOpen(sidecar, caller));
        Assert.True(sidecar.Gateway.Asked.Count > 10);
        using var limit = new CancellationTokenSource(Limit);
        var (read, buffer, last) = (0L, new byte[1 << 16], new byte[5]);
        while (await caller.ReceiveAsync(buffer, limit.Token) is var count and > 0)
        {
            read += count;
            last = [.. last.Concat(buffer.Take(count)).TakeLast(5)];
        }
        Assert.True(read > _written);
        Assert.Equal("0\r\n\r\n", Encoding.ASCII.GetString(last)); // the end of a whole answer
    }

    /// <summary>A caller that is stuck and sends no more.</summary>
    private async Task<Socket> HalfClosedAsync(RunningSidecar sidecar)
    {
        using var limit = new CancellationTokenSource(2 * Limit);
        for (var tries = 1; ; tries++)
        {
            _written = 0;
            var caller = await StuckAsync(sidecar);
            while (Regex.Count(sidecar.Log.Text, "POST /getLogs: 200") < tries)
                await Task.Delay(Between, limit.Token);
            caller.Shutdown(SocketShutdown.Send);
            while (Connection(sidecar, caller, Established) is not null)
                await Task.Delay(Between, limit.Token);
            // Kestrel closes the connection at once where it has not quite ended the request. That is no case of this test.
            var looks = 0;
            while (IsOpen(sidecar, caller) && looks++ < 100)
                await Task.Delay(Between, limit.Token);
            if (looks > 100)
                return caller;
            caller.Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task So_does_one_for_whom_the_end_of_the_answer_waits(bool isTls)
    {
        using var folder = new TlsFolder();
        await using var sidecar = await RunningSidecar.StartAsync(isTls ? folder.Tls : null, _clock);
        using var caller = await EndlessAsync(sidecar, isTls);

        var passed = TimeSpan.Zero;
        for (; IsOpen(sidecar, caller) && passed < TimeSpan.FromMinutes(10); passed += TimeSpan.FromSeconds(10))
            await PassAsync();

        Assert.InRange(passed, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));
    }

    private async Task PassAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Task.Delay(Between);
    }

    /// <summary>A caller that reads nothing, of a log that ends with the first piece that the kernel does not take.</summary>
    private async Task<Socket> StuckAsync(RunningSidecar sidecar)
    {
        var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        var isWritten = new TaskCompletionSource();
        sidecar.Gateway.OnLogs = async (output, cancel) =>
        {
            do
            {
                await output.WriteAsync(Piece, cancel);
                await output.FlushAsync(cancel);
                _written += Piece.Length;
            } while (await IsTakenAsync(sidecar, caller));
            isWritten.SetResult();
        };
        await AskAsync(sidecar, caller, isTls: false);
        await isWritten.Task.WaitAsync(Limit);
        return caller;
    }

    /// <summary>A caller that reads nothing, of a log whose endpoint returns when there is no room for the end of the answer.</summary>
    private static async Task<Socket> EndlessAsync(RunningSidecar sidecar, bool isTls)
    {
        var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        var isWritten = new TaskCompletionSource();
        sidecar.Gateway.OnLogs = async (output, cancel) =>
        {
            Task write;
            do write = output.WriteAsync(Piece, cancel).AsTask();
            while (await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(2), cancel)) == write);
            isWritten.SetResult();
        };
        await AskAsync(sidecar, caller, isTls);
        await isWritten.Task.WaitAsync(Limit);
        return caller;
    }

    private static async Task AskAsync(RunningSidecar sidecar, Socket caller, bool isTls)
    {
        var request = Encoding.ASCII.GetBytes($"{RawCaller.Head("/getLogs", $"Content-Length: {Request.Length}")}{Request}");
        await caller.ConnectAsync(IPAddress.Loopback, Port(sidecar));
        if (isTls)
        {
            var stream = new SslStream(new NetworkStream(caller), leaveInnerStreamOpen: true, (_, server, _, _) => server is not null);
            await stream.AuthenticateAsClientAsync("localhost");
            await stream.WriteAsync(request);
        }
        else
        {
            await caller.SendAsync(request);
        }
    }

    /// <summary>All that was written is the kernel's before long.</summary>
    private async Task<bool> IsTakenAsync(RunningSidecar sidecar, Socket caller)
    {
        for (var looks = 0; looks < 50; looks++)
        {
            if (InKernel(sidecar, caller) >= _written)
                return true;
            await Task.Delay(Between);
        }
        return false;
    }

    private static bool IsOpen(RunningSidecar sidecar, Socket caller) => Connection(sidecar, caller, Established, HalfClosed) is not null;

    /// <summary>Bytes that were sent and not read, on both sides.</summary>
    private static long InKernel(RunningSidecar sidecar, Socket caller) =>
        Connection(sidecar, caller, Established) is { } sent ? sent + caller.Available : 0;

    /// <summary>Bytes that the kernel holds for sending to the caller; null: the sidecar has closed the connection.</summary>
    private static long? Connection(RunningSidecar sidecar, Socket caller, params string[] states)
    {
        string End(int port) => $"0100007F:{port:X4}";
        var ends = (End(Port(sidecar)), End(((IPEndPoint)caller.LocalEndPoint!).Port));
        return File.ReadLines("/proc/net/tcp")
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => (row[1], row[2]) == ends && states.Contains(row[3]))
            .Select(row => (long?)long.Parse(row[4].AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .FirstOrDefault();
    }

    private static int Port(RunningSidecar sidecar) => sidecar.Client.BaseAddress!.Port;
}
