using System.IO.Pipelines;
using System.Net;
using System.Text;
using FsCheck.Xunit;
using HtcondorActors.Http.Wire;

namespace HtcondorActors.Http.Tests.Wire;

public sealed class StatusRequestSpecs
{
    [Theory]
    [InlineData("[]", true)]
    [InlineData(" \n[ ]\n", true)]
    [InlineData("", true)]
    [InlineData("null", true)]
    [InlineData("""[{}]""", false)]
    [InlineData("""[{"metadata":null}]""", false)]
    [InlineData("""[{"metadata":{"uid":null}}]""", false)]
    [InlineData("""[{"metadata":{"uid":"NOT/ONE"}}]""", false)]
    public async Task Only_a_request_without_any_pod_is_a_ping(string body, bool ping)
    {
        var request = await StatusRequest.ReadAsync(
            PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(body))),
            BodyLimits.Default,
            default
        );
        Assert.Equal(ping, request.IsPing);
        Assert.Empty(request.Pods);
    }

    [Fact]
    public async Task Only_the_pods_own_uid_counts()
    {
        const string body = """
            [{"uid":"no-1","spec":{"metadata":{"uid":"no-2"}},"metadata":{"labels":{"uid":"no-3"},"ownerReferences":[{"uid":"no-4"}],
            "uid":"yes-1"},"status":{"uid":"no-5"}},
             {"metadata":{"uid":"yes-2"}}]
            """;
        var request = await StatusRequest.ReadAsync(
            PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(body))),
            BodyLimits.Default,
            default
        );
        Assert.Equal(["yes-1", "yes-2"], request.Pods.Select(pod => pod.Value));
    }

    [Property(MaxTest = 50)]
    public async Task Bytes_may_come_in_any_pieces(int seed)
    {
        var random = new Random(seed);
        var pod = Encoding.UTF8.GetString(Recorded.Body("status-one-pod.json")).Trim()[1..^1];
        var body = Encoding.UTF8.GetBytes($"[{pod},{pod}]");
        var pipe = new Pipe();
        var reading = StatusRequest.ReadAsync(pipe.Reader, BodyLimits.Default, default).AsTask();
        for (var at = 0; at < body.Length; )
        {
            var length = Math.Min(random.Next(1, 700), body.Length - at);
            await pipe.Writer.WriteAsync(body.AsMemory(at, length));
            at += length;
        }
        await pipe.Writer.CompleteAsync();
        Assert.Equal(2, (await reading).Pods.Count);
    }

    [Fact]
    public async Task A_hundred_thousand_pods_may_be_asked_for_at_once_and_one_more_may_not()
    {
        var most = await ReadAsync(string.Join(',', Enumerable.Repeat("""{"metadata":{"uid":"u"}}""", 100_000)));
        Assert.Equal(100_000, most.Pods.Count);
        var fault = await Assert.ThrowsAsync<WireFaultException>(() =>
            ReadAsync(string.Join(',', Enumerable.Repeat("""{"metadata":{"uid":"u"}}""", 100_000)) + ",7")
        );
        Assert.Equal("body: 100001 pods are asked for; the limit is 100000 in one request", fault.Message);

        static Task<StatusRequest> ReadAsync(string pods) =>
            StatusRequest
                .ReadAsync(PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes($"[{pods}]"))), BodyLimits.Default, default)
                .AsTask();
    }

    [Fact]
    public async Task A_body_full_of_UIDs_is_refused_before_anything_large_is_made_of_it()
    {
        var entry = """{"metadata":{"uid":"5d6a8f0e-0000-4000-8000-000000000001"}},"""u8.ToArray();
        byte[] body = [(byte)'[', .. Enumerable.Repeat(entry, 1_000_000).SelectMany(each => each), .. "{}]"u8];
        await using (var sidecar = await RunningSidecar.StartAsync())
        {
            Assert.Equal(
                (HttpStatusCode.BadRequest, "text/plain", "body: 1000001 pods are asked for; the limit is 100000 in one request"),
                await sidecar.SendAsync(HttpMethod.Get, "/status", body)
            );
            Assert.Empty(sidecar.Gateway.Asked);
        }

        // A reader over memory never waits, so all of it runs, and is counted, on this thread; other tests run beside it.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = StatusRequest.ReadAsync(PipeReader.Create(new MemoryStream(body)), BodyLimits.Default, default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.IsFaulted);
        Assert.InRange(allocated, 0, 20L << 20); // all of them were 100 MB
    }

    [Fact]
    public async Task Five_thousand_whole_pods_are_read_with_little_memory()
    {
        var pod = Encoding.UTF8.GetString(Recorded.Body("status-one-pod.json")).Trim()[1..^1];
        var body = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat(pod, 5000)) + "]");
        await StatusRequest.ReadAsync(PipeReader.Create(new MemoryStream(body)), BodyLimits.Default, default);

        // A reader over memory never waits, so all of it runs, and is counted, on this thread; other tests run beside it.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = StatusRequest.ReadAsync(PipeReader.Create(new MemoryStream(body)), BodyLimits.Default, default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.IsCompleted);
        var request = await reading;
        Assert.Equal(5000, request.Pods.Count);
        Assert.InRange(allocated, 0, body.Length / 4);
    }
}
