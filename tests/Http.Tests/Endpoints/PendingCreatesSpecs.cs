using System.Net;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.Actors;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Endpoints;

public sealed class PendingCreatesSpecs
{
    [Fact]
    public async Task One_create_more_than_may_be_under_way_is_refused_before_its_body_is_there()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { MaxPendingCreates = 1 });
        var answer = new TaskCompletionSource<CreateReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        sidecar.Gateway.OnCreate = _ => answer.Task;
        const string body = """{"pod":{"metadata":{"name":"p","uid":"u1"},"spec":{"containers":[{"name":"c","image":"i"}]}},"container":[]}""";
        var first = sidecar.SendAsync(HttpMethod.Post, "/create", body);
        while (sidecar.Gateway.Created.IsEmpty) await Task.Delay(10);

        using var second = new TcpClient();
        await second.ConnectAsync(sidecar.Client.BaseAddress!.Host, sidecar.Client.BaseAddress.Port);
        await second.GetStream().WriteAsync("POST /create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"u8.ToArray());
        var said = await ReadToAsync(second.GetStream(), "ask again");
        Assert.StartsWith("HTTP/1.1 503 ", said, StringComparison.Ordinal);
        Assert.Contains("1 pods are being created already; ask again", said, StringComparison.Ordinal);

        answer.SetResult(new PodCreated(sidecar.Gateway.Created.Single().Uid, "1.0"));
        Assert.Equal(HttpStatusCode.OK, (await first).Code);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/create", body)).Code);
    }

    [Fact]
    public async Task Those_beyond_as_many_as_are_made_at_once_wait_for_their_turn_and_a_stop_ends_the_wait()
    {
        var options = new ActorsOptions { DataRootFolder = "/nowhere", MaxPendingCreates = PendingCreates.AtOnce + 2 };
        using var pending = new PendingCreates(options, BodyLimits.Default, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var turns = new List<PendingCreates.Place>();
        for (var i = 0; i < PendingCreates.AtOnce; i++) turns.Add(pending.Enter(stop.Token));
        foreach (var place in turns) await place.TurnAsync();
        using var next = pending.Enter(stop.Token);
        using var last = pending.Enter(stop.Token);
        var waiting = new[] { next.TurnAsync(), last.TurnAsync() };
        Assert.Throws<NotNowException>(() => pending.Enter(stop.Token));
        Assert.DoesNotContain(waiting, turn => turn.IsCompleted);

        turns[0].Dispose();
        await await Task.WhenAny(waiting);
        await stop.CancelAsync();
        var other = waiting.Single(turn => !turn.IsCompletedSuccessfully);
        Assert.Contains("being stopped", (await Assert.ThrowsAsync<NotNowException>(() => other)).Message, StringComparison.Ordinal);
        foreach (var place in turns.Skip(1)) place.Dispose();
    }

    [Fact]
    public async Task Five_hundred_callers_that_send_slowly_keep_no_other_create_waiting()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var slow = new List<TcpClient>();
        for (var i = 0; i < PendingCreates.AtOnce; i++)
        {
            var caller = new TcpClient();
            slow.Add(caller);
            await caller.ConnectAsync(sidecar.Client.BaseAddress!.Host, sidecar.Client.BaseAddress.Port);
            await caller.GetStream().WriteAsync("POST /create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"u8.ToArray());
        }
        const string body = """{"pod":{"metadata":{"name":"p","uid":"u1"},"spec":{"containers":[{"name":"c","image":"i"}]}},"container":[]}""";
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/create", body)).Code);
        Assert.All(slow, caller => Assert.Equal(0, caller.Available)); // they have not been answered: they still send
        foreach (var caller in slow) caller.Dispose();
    }

    [Fact]
    public async Task A_body_that_is_not_here_in_time_is_refused_with_the_reason()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { BodyTimeLimitSeconds = 1 });
        using var caller = new TcpClient();
        await caller.ConnectAsync(sidecar.Client.BaseAddress!.Host, sidecar.Client.BaseAddress.Port);
        await caller.GetStream().WriteAsync("POST /create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        var said = await ReadToAsync(caller.GetStream(), "BodyTimeLimitSeconds");
        Assert.StartsWith("HTTP/1.1 408 ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sidecar.Log.Text, StringComparison.Ordinal);
    }

    private static async Task<string> ReadToAsync(NetworkStream stream, string end)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var said = new StringBuilder();
        var buffer = new byte[4096];
        while (!said.ToString().Contains(end, StringComparison.Ordinal))
            said.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, limit.Token) is var count and > 0 ? count : throw new EndOfStreamException(said.ToString())));
        return said.ToString();
    }
}
