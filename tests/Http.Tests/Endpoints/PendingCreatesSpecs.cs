using System.Net;
using System.Net.Sockets;
using System.Text;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Settings;
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
        const string body =
            """{"pod":{"metadata":{"name":"p","uid":"u1"},"spec":{"containers":[{"name":"c","image":"i"}]}},"container":[]}""";
        var first = sidecar.SendAsync(HttpMethod.Post, "/create", body);
        while (sidecar.Gateway.Created.IsEmpty)
            await Task.Delay(10);

        using var second = new TcpClient();
        await second.ConnectAsync(sidecar.Client.BaseAddress!.Host, sidecar.Client.BaseAddress.Port);
        await second
            .GetStream()
            .WriteAsync(
                "POST /create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"u8.ToArray()
            );
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
        using var pending = new PendingCreates(
            new ActorsOptions { DataRootFolder = "/nowhere", MaxPendingCreates = PendingCreates.AtOnce + 2 },
            BodyLimits.Default,
            TimeProvider.System
        );
        var first = Enumerable.Range(0, PendingCreates.AtOnce).Select(_ => pending.Enter()).ToArray();
        foreach (var place in first)
            await place.TurnAsync();
        using var next = pending.Enter();
        using var last = pending.Enter();
        var (nextTurn, lastTurn) = (next.TurnAsync(), last.TurnAsync());
        Assert.Equal("502 pods are being created already; ask again", Assert.Throws<TryLaterException>(() => pending.Enter()).Message);
        Assert.False(nextTurn.IsCompleted || lastTurn.IsCompleted);

        first[0].Dispose();
        await await Task.WhenAny(nextTurn, lastTurn);
        await pending.CloseAsync();
        Assert.Equal(
            "the sidecar is being stopped; ask again",
            (await Assert.ThrowsAsync<TryLaterException>(() => Task.WhenAll(nextTurn, lastTurn))).Message
        );
        foreach (var place in first.Skip(1))
            place.Dispose();
    }

    [Fact]
    public async Task A_create_whose_turn_does_not_come_is_told_how_long_it_waited()
    {
        using var pending = new PendingCreates(
            new ActorsOptions { DataRootFolder = "/nowhere", CreateReplyWithin = TimeSpan.FromSeconds(94) - TimeSpan.FromSeconds(4.5) },
            BodyLimits.Default,
            TimeProvider.System
        );
        var first = Enumerable.Range(0, PendingCreates.AtOnce).Select(_ => pending.Enter()).ToArray();
        foreach (var place in first)
            await place.TurnAsync();
        using var late = pending.Enter();
        var fault = await Assert.ThrowsAsync<TryLaterException>(late.TurnAsync);
        Assert.Matches("^this create waited [56] s for its turn behind others; ask again$", fault.Message);
        foreach (var place in first)
            place.Dispose();
    }

    private static async Task<string> ReadToAsync(NetworkStream stream, string end)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var said = new StringBuilder();
        var buffer = new byte[4096];
        while (!said.ToString().Contains(end, StringComparison.Ordinal))
            said.Append(
                Encoding.ASCII.GetString(
                    buffer,
                    0,
                    await stream.ReadAsync(buffer, limit.Token) is var count and > 0
                        ? count
                        : throw new EndOfStreamException(said.ToString())
                )
            );
        return said.ToString();
    }
}
