using System.Net.Sockets;
using HtcondorActors.TestPool;

namespace HtcondorActors.Actors.Tests.Journal;

/// <summary>Stands between a client and PostgreSQL, and loses a request or an answer on demand.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private const string Name = ".s.PGSQL.5432";

    private readonly string _folder = Directory.CreateTempSubdirectory("ila-cut.").FullName;
    private readonly string _server;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private int _losesRequest;
    private int _losesAnswer;

    /// <param name="database">A connection string whose host is the folder of the server's socket.</param>
    public CuttingProxy(string database)
    {
        var host = new Npgsql.NpgsqlConnectionStringBuilder(database).Host!;
        (_server, Database) = (Path.Combine(host, Name), database.Replace(host, _folder, StringComparison.Ordinal));
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, Name)));
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>The same database through the proxy.</summary>
    public string Database { get; }

    /// <summary>The next request does not reach the server, and its connection ends.</summary>
    public void LoseNextRequest() => _losesRequest = 1;

    /// <summary>The server carries out the next request, and its answer does not reach the client.</summary>
    public void LoseNextAnswer() => _losesAnswer = 1;

    public void Dispose()
    {
        _listener.Dispose();
        TestFolder.Remove(_folder);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
            try
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
                await Task.WhenAny(
                    PumpAsync(client, server, () => Interlocked.Exchange(ref _losesRequest, 0) == 1),
                    PumpAsync(server, client, () => Interlocked.Exchange(ref _losesAnswer, 0) == 1)
                );
            }
            catch (SocketException)
            {
                // the server is away
            }
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<bool> isLost)
    {
        var buffer = new byte[65_536];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0 && !isLost(); )
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // the other side has ended
        }
    }
}
