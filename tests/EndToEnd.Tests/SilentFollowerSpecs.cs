using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Callers that follow a log and never read a byte of it.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class SilentFollowerSpecs(CondorPool pool) : SidecarSpecs(pool)
{
    private const int Followers = 50;

    /// <summary>More than the kernel keeps of a connection whose other end does not read.</summary>
    private const int Written = 20 << 20;

    [Fact]
    public async Task Followers_that_never_read_are_ended_after_their_pod_is_deleted_and_one_of_a_pod_that_lives_loses_nothing()
    {
        var (deleted, lives) = (Talkative("deleted"), Talkative("lives"));
        foreach (var pod in new[] { deleted, lives })
            await Calls.CreateAsync(pod);
        foreach (var pod in new[] { deleted, lives })
            await Wait.UntilAsync("all to be written", async () => await Calls.LogsAsync(pod, "main", tail: 1) == "written\n");
        using var patient = await FollowAsync(lives);
        var followers = await Task.WhenAll(Enumerable.Range(0, Followers).Select(_ => FollowAsync(deleted)));
        await Wait.UntilAsync("the followers to be stuck", () => IsStuckAsync([patient, .. followers]));
        await Wait.UntilAsync("all of them to be connected", () => Task.FromResult(Open(followers) == Followers));

        await Calls.DeleteAsync(deleted);

        await Wait.UntilAsync("the followers to be ended", () => Task.FromResult(Open(followers) == 0));
        foreach (var follower in followers)
            follower.Dispose();
        // It has read nothing for as long as they, and now reads on.
        Assert.InRange(await ReadToAsync(patient, "written\n"), Written, int.MaxValue);
        await Calls.DeleteAsync(lives);
    }

    private static PodBody Talkative(string name) =>
        new PodBody(name).Container("main", $"yes {new string('x', 63)} | head -c {Written}; echo written; sleep 600");

    private async Task<Socket> FollowAsync(SentPod pod)
    {
        var body = Encoding.UTF8.GetBytes(new LogRequest("main", Follow: true).Body(pod));
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Sidecar.Port);
        var head = $"POST /getLogs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        await socket.SendAsync(body);
        return socket;
    }

    /// <summary>Something has come to each, and nothing more comes.</summary>
    private static async Task<bool> IsStuckAsync(Socket[] sockets)
    {
        var before = sockets.Select(socket => socket.Available).ToArray();
        await Task.Delay(500);
        return before.All(count => count > 0) && before.SequenceEqual(sockets.Select(socket => socket.Available));
    }

    /// <summary>How many of these connections the sidecar has not closed. The kernel's list can name one twice while others come and
    /// go.</summary>
    private int Open(Socket[] callers)
    {
        var ports = callers.Select(caller => ((IPEndPoint)caller.LocalEndPoint!).Port).ToHashSet();
        return IPGlobalProperties
            .GetIPGlobalProperties()
            .GetActiveTcpConnections()
            .Where(connection => connection.State == TcpState.Established && connection.LocalEndPoint.Port == Sidecar.Port)
            .Select(connection => connection.RemoteEndPoint.Port)
            .Where(ports.Contains)
            .Distinct()
            .Count();
    }

    /// <summary>Reads as far as these words and gives the number of bytes.</summary>
    private static async Task<int> ReadToAsync(Socket socket, string words)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (buffer, bytes, end) = (new byte[1 << 16], 0, "");
        while (!end.Contains(words, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer, limit.Token);
            Assert.NotEqual(0, count);
            bytes += count;
            var last = Encoding.ASCII.GetString(buffer, Math.Max(0, count - 20), Math.Min(count, 20));
            end = end[Math.Max(0, end.Length - 20)..] + last;
        }
        return bytes;
    }
}
