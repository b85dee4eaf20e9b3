using System.Net;
using System.Net.Sockets;

namespace HtcondorActors.ChaosRun;

/// <summary>A sidecar of the run: its process, its own clock, who starts it again, and a client for its requests.</summary>
internal sealed class Node : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    /// <param name="process">The program.</param>
    /// <param name="clock">Its wall clock.</param>
    /// <param name="supervisor">Starts it again.</param>
    /// <param name="socket">On which it listens.</param>
    public Node(SidecarProcess process, Clock clock, SidecarSupervisor supervisor, string socket)
    {
        (Process, Clock, Supervisor) = (process, clock, supervisor);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        Http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public SidecarProcess Process { get; }
    public Clock Clock { get; }
    public SidecarSupervisor Supervisor { get; }
    public HttpClient Http { get; }

    /// <summary>As its /readyz said last.</summary>
    public bool IsReady { get; private set; }

    /// <summary>From 0.</summary>
    public int Number { get; init; }

    /// <summary>Its way to the database; null without one.</summary>
    public DatabaseLink? Database { get; init; }

    /// <summary>Asks it whether it is ready, as a load balancer does.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; await Task.Delay(LookEvery, CancellationToken.None))
            IsReady = !Process.HasExited && await AskAsync("/readyz") is { Code: HttpStatusCode.OK };
    }

    /// <summary>It does not die at a point from now on. One that still would is killed.</summary>
    public async Task SpareAsync()
    {
        Supervisor.HaveItDie(false);
        if (!Supervisor.IsHarmless && !Process.HasExited)
            await Process.KillAsync();
    }

    /// <summary>By its own clock; null: no answer.</summary>
    public async Task<DateTimeOffset?> TimeAsync() => (await AskAsync("/"))?.Time;

    public void Dispose()
    {
        Process.Dispose();
        Http.Dispose();
        Database?.Dispose();
    }

    private async Task<(HttpStatusCode Code, DateTimeOffset? Time)?> AskAsync(string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), limit.Token);
            return (answer.StatusCode, answer.Headers.Date);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
