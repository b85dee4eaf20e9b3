using System.Net.Sockets;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>Callers that ask and do not read what they are answered. On a unix socket, where the kernel keeps little for them.</summary>
public sealed class UnreadAnswerSpecs : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ila-unread.");

    public static TheoryData<string, int> Requests =>
        new()
        {
            // One answer that is large, and many that are small.
            { Request("/status", """[{"metadata":{"uid":"u"}}]"""), 1 },
            { Request("/nowhere", "{}"), 8000 },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_caller_that_reads_no_answer_loses_its_connection_and_one_that_reads_no_log_keeps_it(string request, int times)
    {
        await using var sidecar = await StartAsync();
        using var follower = await ConnectAsync();
        await follower.SendAsync(
            Encoding.ASCII.GetBytes(Request("/getLogs", """{"PodUID":"u","ContainerName":"c","Opts":{"Follow":true}}"""))
        );
        using var caller = await ConnectAsync();
        using var limit = new CancellationTokenSource(Limit);

        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            await caller.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, times))), limit.Token);
            // Each byte is the beginning of another request, as long as somebody is there to take it.
            for (; ; await Task.Delay(Between, limit.Token))
                await caller.SendAsync("G"u8.ToArray(), limit.Token);
        });

        Assert.Equal(1, await follower.SendAsync("G"u8.ToArray(), limit.Token));
        Assert.Single(sidecar.Gateway.Read);
    }

    [Fact]
    public async Task A_caller_that_reads_a_large_answer_slowly_gets_all_of_it()
    {
        await using var sidecar = await StartAsync();
        using var caller = await ConnectAsync();
        await caller.SendAsync(Encoding.ASCII.GetBytes(Request("/status", """[{"metadata":{"uid":"u"}}]""")));
        using var limit = new CancellationTokenSource(Limit);
        var (read, buffer) = (0, new byte[64 << 10]);
        while (read < Answer.Length)
        {
            read += await caller.ReceiveAsync(buffer, limit.Token);
            await Task.Delay(Between, limit.Token);
        }
    }

    public void Dispose() => TestFolder.Remove(_folder.FullName);

    private static string Answer { get; } = new('x', 4 << 20);

    private string Path => System.IO.Path.Combine(_folder.FullName, "socket");

    private static string Request(string path, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private async Task<RunningSidecar> StartAsync()
    {
        var sidecar = await RunningSidecar.StartAsync(config => config with { Socket = Path });
        sidecar.Gateway.OnStatus = _ => Answer;
        sidecar.Gateway.OnLogs = async (output, cancel) =>
        {
            foreach (var piece in Encoding.ASCII.GetBytes(Answer).Chunk(64 << 10))
                await output.WriteAsync(piece, cancel);
        };
        return sidecar;
    }

    private async Task<Socket> ConnectAsync()
    {
        var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await caller.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return caller;
    }
}
