using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HtcondorActors.Http.Tests;

/// <summary>A caller that writes what no HTTP client would, byte by byte if need be.</summary>
internal sealed class RawCaller(Socket socket) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<RawCaller> ConnectAsync(RunningSidecar sidecar)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, sidecar.Client.BaseAddress!.Port);
        return new RawCaller(socket);
    }

    public static string Head(string path, string header) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n{header}\r\n\r\n";

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await socket.SendAsync(bytes);

    /// <summary>All that the server says until it closes; a reset is an end too.</summary>
    public Task<string> ReadToEndAsync() => ReadToAsync(null);

    /// <param name="end">What is read no further.</param>
    public async Task<string> ReadToAsync(string? end)
    {
        using var limit = new CancellationTokenSource(Patience);
        var said = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (
                (end is null || !said.ToString().Contains(end, StringComparison.Ordinal))
                && await socket.ReceiveAsync(buffer, limit.Token) is var count and > 0
            )
                said.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (SocketException) { }
        return said.ToString();
    }

    /// <summary>No more is sent; the server may still answer.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>As a process that is killed: the server gets RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
