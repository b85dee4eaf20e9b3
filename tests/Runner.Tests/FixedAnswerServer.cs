using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HtcondorActors.Runner.Tests;

/// <summary>A server on a free port of loopback that answers every request with one status, and keeps what it was asked.</summary>
internal sealed class FixedAnswerServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _requests = [];

    public FixedAnswerServer(int status)
    {
        _listener.Start();
        _ = AcceptAsync(status);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(int status)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var request = await ReadRequestAsync(client.GetStream());
                if (request == "")
                    continue; // a probe that only connects
                lock (_requests)
                    _requests.Add(request);
                await client
                    .GetStream()
                    .WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or IOException)
        {
            // Disposed, or the asker has gone: nothing more to answer.
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var request = "";
        var buffer = new byte[4096];
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0)
                break;
            request += Encoding.UTF8.GetString(buffer, 0, count);
        }
        return request;
    }
}
