using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>
/// Callers that do not take the rest of a log. The rest is less than what a response waits for:
/// the request has ended and the connection has not.
/// </summary>
public sealed class UnreadRestSpecs
{
    private const string Request = """{"PodUID":"u","ContainerName":"c","Opts":{"Follow":true}}""";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);
    private static readonly byte[] Piece = new byte[32 << 10];

    private readonly FakeTimeProvider _clock = new();
    private long _written;

    [Fact]
    public async Task A_caller_that_never_reads_the_rest_of_a_deleted_pods_log_loses_its_connection_after_a_minute()
    {
        await using var sidecar = await RunningSidecar.StartAsync(clock: _clock);
        using var caller = await StuckAsync(sidecar);

        var passed = TimeSpan.Zero;
        for (; IsOpen(sidecar, caller) && passed < TimeSpan.FromMinutes(10); passed += TimeSpan.FromSeconds(10)) await PassAsync();

        Assert.InRange(passed, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));
        Assert.False(IsOpen(sidecar, caller));
    }

    [Fact]
    public async Task A_caller_that_reads_the_rest_of_a_living_pods_log_an_hour_later_gets_all_of_it()
    {
        await using var sidecar = await RunningSidecar.StartAsync(clock: _clock);
        // Now and then nothing can be told of a pod that lives.
        var asked = 0;
        sidecar.Gateway.OnStatus = _ => Interlocked.Increment(ref asked) % 5 == 0 ? null : "{}";
        using var caller = await StuckAsync(sidecar);

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += TimeSpan.FromSeconds(10)) await PassAsync();

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
            }
            while (await IsTakenAsync(sidecar, caller));
            isWritten.SetResult();
        };
        await caller.ConnectAsync(IPAddress.Loopback, Port(sidecar));
        await caller.SendAsync(Encoding.ASCII.GetBytes($"{RawCaller.Head("/getLogs", $"Content-Length: {Request.Length}")}{Request}"));
        await isWritten.Task.WaitAsync(Limit);
        return caller;
    }

    /// <summary>All that was written is the kernel's before long.</summary>
    private async Task<bool> IsTakenAsync(RunningSidecar sidecar, Socket caller)
    {
        for (var looks = 0; looks < 50; looks++)
        {
            if (InKernel(sidecar, caller) >= _written) return true;
            await Task.Delay(Between);
        }
        return false;
    }

    private static bool IsOpen(RunningSidecar sidecar, Socket caller) => Connection(sidecar, caller) is not null;

    /// <summary>Bytes that were sent and not read, on both sides.</summary>
    private static long InKernel(RunningSidecar sidecar, Socket caller) =>
        Connection(sidecar, caller) is { } sent ? sent + caller.Available : 0;

    /// <summary>Bytes that the kernel holds for sending to the caller; null: the sidecar has closed the connection.</summary>
    private static long? Connection(RunningSidecar sidecar, Socket caller)
    {
        const string Established = "01";
        string End(int port) => $"0100007F:{port:X4}";
        var ends = (End(Port(sidecar)), End(((IPEndPoint)caller.LocalEndPoint!).Port));
        return File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => (row[1], row[2]) == ends && row[3] == Established)
            .Select(row => (long?)long.Parse(row[4].AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    private static int Port(RunningSidecar sidecar) => sidecar.Client.BaseAddress!.Port;
}
