using System.Diagnostics;
using System.Net;
using System.Text;
using HtcondorActors.Actors.Settings;
using HtcondorActors.Http.Endpoints;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>Callers that send as slowly as they can.</summary>
public sealed class SlowBodySpecs
{
    private const string Small =
        """{"pod":{"metadata":{"name":"p","uid":"u1"},"spec":{"containers":[{"name":"c","image":"i"}]}},"container":[]}""";

    [Fact]
    public async Task Five_hundred_slow_creates_keep_no_other_from_its_answer_and_are_told_why_they_end()
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { BodyTimeLimitSeconds = 6 });
        var slow = new List<RawCaller>();
        for (var i = 0; i < PendingCreates.AtOnce; i++)
        {
            slow.Add(await RawCaller.ConnectAsync(sidecar));
            await slow[^1].SendAsync(RawCaller.Head("/create", "Content-Length: 60000") + "{\"pod\":");
        }
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            // 400 bytes a second each.
            while (!stop.IsCancellationRequested)
            {
                foreach (var caller in slow)
                {
                    try
                    {
                        await caller.SendAsync(new string(' ', 40));
                    }
                    catch (System.Net.Sockets.SocketException)
                    {
                        // It was answered and closed.
                    }
                }
                await Task.Delay(100);
            }
        });
        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, "/create", Small)).Code);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);

        var said = await slow[0].ReadToAsync("BodyTimeLimitSeconds");
        Assert.StartsWith("HTTP/1.1 408 ", said, StringComparison.Ordinal);
        Assert.Contains(
            "body: slower than 1024 bytes a second, or not here after 6 s (BodyTimeLimitSeconds)",
            said,
            StringComparison.Ordinal
        );
        await stop.CancelAsync();
        await sending;
        foreach (var caller in slow)
            await caller.DisposeAsync();
    }

    [Theory]
    [InlineData("/status", "[")]
    [InlineData("/delete", "{")]
    [InlineData("/getLogs", "{")]
    [InlineData("/explain", "{")]
    public async Task Every_request_has_a_time_limit_for_its_body(string path, string begin)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { BodyTimeLimitSeconds = 1 });
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync(RawCaller.Head(path, "Content-Length: 1000") + begin);
        var said = await caller.ReadToAsync("(BodyTimeLimitSeconds)");
        Assert.StartsWith("HTTP/1.1 408 ", said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]")).Code);
    }

    [Fact]
    public async Task A_body_that_announces_much_and_sends_little_costs_little()
    {
        using var pending = new PendingCreates(Options, BodyLimits.Default, TimeProvider.System);
        using var place = pending.Enter();
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync("{\"pod\":"u8.ToArray());
        using var left = new CancellationTokenSource();
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestAborted = left.Token };
        http.Features.Set<Microsoft.AspNetCore.Http.Features.IRequestBodyPipeFeature>(new PipeFeature(pipe.Reader));
        var reading = place.ReadAsync(http).AsTask();
        while (pending.Held == 0)
            await Task.Delay(10);
        Assert.Equal(4096, pending.Held);
        await left.CancelAsync();
        await Assert.ThrowsAsync<ClientDisconnectedException>(() => reading);
    }

    [Fact]
    public async Task Bodies_together_stay_within_their_budget_and_each_gets_through()
    {
        var budget = new BodyBudget(100);
        using var first = budget.Open();
        using var second = budget.Open();
        using var third = budget.Open();
        Assert.True(first.TryTake(60) && second.TryTake(40));
        // Both are half here and need more than there is: one may go over the limit, or both would wait for ever.
        Assert.True(first.TryTake(50));
        Assert.False(second.TryTake(10));
        var more = second.TakeAsync(10, default);
        var other = third.TakeAsync(10, default);
        Assert.True(first.TryTake(10));
        Assert.Equal((160, false, false), (budget.Held, more.IsCompleted, other.IsCompleted));
        first.Dispose();
        await Task.WhenAll(more, other);
        Assert.Equal(60, budget.Held);
        second.Dispose();
        third.Dispose();
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_room_is_waited_for_no_longer()
    {
        var budget = new BodyBudget(100);
        using var full = budget.Open();
        using var slow = budget.Open();
        using var next = budget.Open();
        Assert.True(full.TryTake(100) && full.TryTake(1));
        using var stop = new CancellationTokenSource();
        var (gone, waiting) = (slow.TakeAsync(1000, stop.Token), next.TakeAsync(10, default));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(waiting.IsCompleted);
        full.Dispose();
        await waiting;
        Assert.Equal(10, budget.Held);
    }

    [Fact]
    public async Task A_create_that_finds_no_room_is_told_that_and_how_long_it_waited()
    {
        using var pending = new PendingCreates(
            Options with
            {
                CreateReplyWithin = TimeSpan.FromSeconds(89.9),
            },
            new BodyLimits(4096, TimeSpan.FromSeconds(60)),
            TimeProvider.System
        );
        using var first = pending.Enter();
        using var held = await first.ReadAsync(With(new string(' ', 5000)));
        using var second = pending.Enter();
        var fault = await Assert.ThrowsAsync<TryLaterException>(async () => await second.ReadAsync(With(new string(' ', 5000))));
        Assert.Matches(
            @"^the bodies of other creates take all memory there is for them, "
                + @"and this one waited [56] s for room \(MaxBodiesMiB\); ask again$",
            fault.Message
        );
    }

    private static ActorsOptions Options => new() { DataRootFolder = "/nowhere" };

    private static Microsoft.AspNetCore.Http.DefaultHttpContext With(string body)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return http;
    }

    private sealed record PipeFeature(System.IO.Pipelines.PipeReader Reader) : Microsoft.AspNetCore.Http.Features.IRequestBodyPipeFeature;
}
