using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>A request that breaks off, or whose head, chunks or size are wrong, gets a 4xx or silence: never a 500, and no stack in
/// the log.</summary>
public sealed class BrokenRequestSpecs
{
    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("7FFFFFFFFFFFFFFF")]
    [InlineData("80000000")]
    [InlineData("7FFFFFFF")]
    [InlineData("-1")]
    [InlineData("xyz")]
    [InlineData("2\r\n[]garbage")]
    [InlineData("2;ext=\x01\r\n[]\r\n0\r\nA: b\r\nno trailer")]
    public async Task A_chunk_that_is_none_is_the_callers_fault(string chunk)
    {
        foreach (var path in new[] { "/create", "/status", "/delete", "/getLogs", "/explain" })
        {
            await using var sidecar = await RunningSidecar.StartAsync();
            await using var caller = await RawCaller.ConnectAsync(sidecar);
            await caller.SendAsync(RawCaller.Head(path, "Transfer-Encoding: chunked") + chunk + "\r\n");
            caller.EndSending();
            var said = await caller.ReadToEndAsync();
            Assert.Matches("^(HTTP/1.1 4[0-9][0-9] .*|)$", said.Split("\r\n")[0]);
            AssertQuiet(sidecar);
        }
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("80000000")]
    public async Task The_length_of_a_chunk_that_no_number_holds_is_a_400(string length)
    {
        foreach (var path in new[] { "/create", "/status", "/delete", "/getLogs", "/explain" })
        {
            await using var sidecar = await RunningSidecar.StartAsync();
            await using var caller = await RawCaller.ConnectAsync(sidecar);
            var begin = path == "/status" ? "[" : "{";
            await caller.SendAsync(RawCaller.Head(path, "Transfer-Encoding: chunked") + $"1\r\n{begin}\r\n{length}\r\n");
            var said = await caller.ReadToEndAsync();
            Assert.StartsWith("HTTP/1.1 400 ", said, StringComparison.Ordinal);
            Assert.EndsWith("body: could not be read", said, StringComparison.Ordinal);
            AssertQuiet(sidecar);
        }
    }

    [Theory]
    [InlineData("\xff")]
    [InlineData("a\0b")]
    public async Task A_trailer_that_is_no_text_is_a_400(string trailer)
    {
        foreach (var path in new[] { "/create", "/status", "/delete", "/getLogs", "/explain" })
        {
            await using var sidecar = await RunningSidecar.StartAsync();
            await using var caller = await RawCaller.ConnectAsync(sidecar);
            var begin = path == "/status" ? "[" : "{";
            var body = RawCaller.Head(path, "Transfer-Encoding: chunked") + $"1\r\n{begin}\r\n0\r\nA: {trailer}\r\n\r\n";
            await caller.SendAsync(Encoding.Latin1.GetBytes(body));
            var said = await caller.ReadToEndAsync();
            Assert.True(said.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), path + said + sidecar.Log.Text);
            AssertQuiet(sidecar);
        }
    }

    [Theory]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("X: \x01\x02")]
    [InlineData("no colon")]
    [InlineData(" folded: x")]
    [InlineData("Content-Length: 100")]
    public async Task Headers_that_are_none_are_the_callers_fault(string header)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync(RawCaller.Head("/create", header) + "[]");
        caller.EndSending();
        Assert.Matches("^(HTTP/1.1 4[0-9][0-9] .*|)$", (await caller.ReadToEndAsync()).Split("\r\n")[0]);
        AssertQuiet(sidecar);
    }

    [Theory]
    [InlineData("/create")]
    [InlineData("/explain")]
    [InlineData("/status")]
    [InlineData("/delete")]
    [InlineData("/getLogs")]
    public async Task A_caller_that_is_cut_off_in_its_body_is_met_with_silence(string path)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var caller = await RawCaller.ConnectAsync(sidecar);
            await caller.SendAsync(RawCaller.Head(path, "Content-Length: 1000\r\nExpect: 100-continue"));
            // The server asks for the body when somebody reads it. Every second caller is cut off before.
            if (i % 2 == 0)
                await caller.ReadToAsync("100 Continue");
            await caller.SendAsync("[{\"metadata\":");
            caller.Reset();
        }
        // The server may see the end of the bytes before it sees the reset. It counts as a malformed body then, and nobody is there to read
        // the answer.
        await UntilAsync(() => Regex.Count(sidecar.Log.Text, $"POST {path}: (the caller left|400)") >= 10);
        AssertQuiet(sidecar);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Get, "/status", "[]")).Code);
    }

    [Theory]
    [InlineData("/create")]
    [InlineData("/status")]
    [InlineData("/delete")]
    public async Task A_body_nested_deeper_than_any_pod_is_a_400(string path)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        foreach (var depth in new[] { 257, 100_000 })
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (await sidecar.SendAsync(HttpMethod.Post, path, "[{\"x\":" + new string('[', depth) + new string(']', depth) + "}]")).Code
            );
        AssertQuiet(sidecar);
    }

    [Theory]
    [InlineData("/getLogs", 65 << 10, "body: larger than 64 KiB")]
    [InlineData("/delete", 9 << 20, "body: larger than 8 MiB")]
    public async Task A_request_that_needs_little_may_not_be_large(string path, int length, string line)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync(RawCaller.Head(path, $"Content-Length: {length}"));
        var said = await caller.ReadToAsync(line);
        Assert.StartsWith("HTTP/1.1 413 ", said, StringComparison.Ordinal);
        Assert.Contains(line, said, StringComparison.Ordinal);
    }

    private static void AssertQuiet(RunningSidecar sidecar)
    {
        var lines = sidecar.Log.Text.Split('\n');
        Assert.DoesNotContain(
            lines,
            line =>
                line.StartsWith("Error ", StringComparison.Ordinal)
                || line.StartsWith("Critical ", StringComparison.Ordinal)
                || (line.StartsWith("Warning ", StringComparison.Ordinal) && !line.Contains("create was refused", StringComparison.Ordinal))
        );
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
