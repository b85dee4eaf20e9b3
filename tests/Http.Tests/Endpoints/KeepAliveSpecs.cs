using System.Text.RegularExpressions;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>
/// What a request leaves behind on its connection. Kestrel reads the next request, or the rest of a body, from the same pipe. It logs
/// "Reading is already in progress" if a read of the body was not completed. Here its log is read without the product's filter.
/// </summary>
public sealed class KeepAliveSpecs
{
    private const string Delete = """{"metadata":{"uid":"u1","name":"a name of a pod"}}""";

    public static TheoryData<string, string> Bodies =>
        new()
        {
            { "/create", """{"pod":{"metadata":{"name":"a na""" },
            { "/explain", """{"pod":{"metadata":{"name":"a na""" },
            { "/status", """[{"metadata":{"uid":"u""" },
            { "/delete", """{"metadata":{"uid":"u""" },
            { "/getLogs", """{"PodUID":"u""" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_caller_that_ends_within_a_text_of_its_body_leaves_no_read_in_progress(string path, string begin)
    {
        await using var sidecar = await RunningSidecar.StartAsync(isFiltered: false);
        for (var i = 0; i < 5; i++)
        {
            await using var caller = await RawCaller.ConnectAsync(sidecar);
            await caller.SendAsync(Head(path, 1000));
            await caller.ReadToAsync("100 Continue");
            await caller.SendAsync(begin);
            await sidecar.BodyReads.UntilWaitsAsync(2 * i + 2);
            caller.EndSending();
            await caller.ReadToEndAsync();
        }
        await sidecar.StopAsync();
        AssertQuiet(sidecar);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_caller_that_is_too_slow_leaves_no_read_in_progress(string path, string begin)
    {
        await using var sidecar = await RunningSidecar.StartAsync(config => config with { BodyTimeLimitSeconds = 1 }, isFiltered: false);
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync(Head(path, 1000) + begin);
        Assert.Contains("HTTP/1.1 408 ", await caller.ReadToAsync("(BodyTimeLimitSeconds)"), StringComparison.Ordinal);
        caller.EndSending();
        await caller.ReadToEndAsync();
        await sidecar.StopAsync();
        AssertQuiet(sidecar);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_fault_in_the_second_piece_of_a_body_is_a_400_and_the_connection_goes_on(string path, string begin)
    {
        await using var sidecar = await RunningSidecar.StartAsync(isFiltered: false);
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        const string fault = "\u0001\"}";
        await caller.SendAsync(Head(path, begin.Length + fault.Length));
        await caller.ReadToAsync("100 Continue");
        await caller.SendAsync(begin);
        await sidecar.BodyReads.UntilWaitsAsync(2);
        await caller.SendAsync(fault);
        Assert.Contains("HTTP/1.1 400 ", await caller.ReadToAsync("body: "), StringComparison.Ordinal);

        await caller.SendAsync(Head("/delete", Delete.Length) + Delete);
        Assert.Contains("HTTP/1.1 200 ", await caller.ReadToAsync("[]"), StringComparison.Ordinal);
        AssertQuiet(sidecar);
    }

    /// <summary>Kestrel takes the end of what a caller sends as the end of its connection, at any moment of the request.</summary>
    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_caller_that_leaves_when_it_has_sent_its_whole_body_leaves_no_read_in_progress(string path, string begin)
    {
        await using var sidecar = await RunningSidecar.StartAsync(isFiltered: false);
        for (var i = 0; i < 40; i++)
        {
            await using var caller = await RawCaller.ConnectAsync(sidecar);
            var body = begin + (i % 2 == 0 ? "\u0001" : "\"}}]");
            await caller.SendAsync(Head(path, body.Length) + body);
            caller.EndSending();
            await caller.ReadToEndAsync();
        }
        await sidecar.StopAsync();
        AssertQuiet(sidecar);
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/delete")]
    public async Task A_first_byte_that_only_begins_like_a_byte_order_mark_is_a_400(string path)
    {
        await using var sidecar = await RunningSidecar.StartAsync(isFiltered: false);
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync(Head(path, 4));
        await caller.ReadToAsync("100 Continue");
        await caller.SendAsync([0xef]);
        await sidecar.BodyReads.UntilWaitsAsync(2);
        await caller.SendAsync("[]]");
        Assert.Contains("HTTP/1.1 400 ", await caller.ReadToAsync("body: "), StringComparison.Ordinal);
        AssertQuiet(sidecar);
    }

    private static string Head(string path, int length) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
        + "Expect: 100-continue\r\n\r\n";

    private static void AssertQuiet(RunningSidecar sidecar)
    {
        Assert.DoesNotContain("Reading is already in progress", sidecar.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("^(Warning|Error|Critical) (?!a create was refused)", RegexOptions.Multiline), sidecar.Log.Text);
    }
}
