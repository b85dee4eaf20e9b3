using System.Collections.Concurrent;
using System.Net.Sockets;

namespace HtcondorActors.ChaosRun;

/// <summary>The way from one node to the database: a socket in a folder of its own. While it is cut, nothing passes and nothing is said.
/// </summary>
internal sealed class DatabaseLink : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly string _server;
    private volatile TaskCompletionSource _whole = Done();

    /// <param name="folder">The node's folder of the socket.</param>
    /// <param name="server">The server's socket.</param>
    public DatabaseLink(string folder, string server)
    {
        (Folder, _server) = (folder, server);
        Directory.CreateDirectory(folder);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, Path.GetFileName(server))));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Folder { get; }

    public void Cut()
    {
        if (_whole.Task.IsCompleted)
            _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Connections of the time before are lost, as after a long silence.</summary>
    public void Mend()
    {
        if (_whole.Task.IsCompleted)
            return;
        foreach (var socket in _open.Keys)
            socket.Dispose();
        _whole.SetResult();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _open.Keys)
            socket.Dispose();
        _whole.TrySetResult();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _open[client] = _open[server] = true;
        try
        {
            await _whole.Task;
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
            await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One of the two has ended, or the link is cut for good.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var bytes = new byte[32 << 10];
        try
        {
            while (await from.ReceiveAsync(bytes) is > 0 and var count)
            {
                await _whole.Task;
                for (var sent = 0; sent < count; )
                    sent += await to.SendAsync(bytes.AsMemory(sent, count - sent));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
