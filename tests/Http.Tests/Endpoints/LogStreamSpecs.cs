using System.Net;

namespace HtcondorActors.Http.Tests.Endpoints;

public sealed class LogStreamSpecs
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private const string Follow = """{"PodUID":"u","ContainerName":"c","Opts":{"Follow":true}}""";

    [Fact]
    public async Task A_container_that_has_written_nothing_is_an_empty_log()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        Assert.Equal((HttpStatusCode.OK, "text/plain", ""), await sidecar.SendAsync(HttpMethod.Get, "/getLogs", """{"PodUID":"u"}"""));
    }

    [Fact]
    public async Task Headers_come_before_the_first_line_and_lines_come_as_they_are_written()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var (write, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        sidecar.Gateway.OnLogs = async (output, cancel) =>
        {
            await write.Task;
            await output.WriteAsync("first\n"u8.ToArray(), cancel);
            await output.FlushAsync(cancel);
            await end.Task;
        };
        using var answer = await FollowAsync(sidecar).WaitAsync(Soon);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        write.SetResult();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("first", await lines.ReadLineAsync().WaitAsync(Soon));
        end.SetResult();
        Assert.Null(await lines.ReadLineAsync().WaitAsync(Soon));
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_reading()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var left = new TaskCompletionSource();
        sidecar.Gateway.OnLogs = async (_, cancel) =>
        {
            using var told = cancel.Register(left.SetResult);
            await left.Task;
            cancel.ThrowIfCancellationRequested();
        };
        var answer = await FollowAsync(sidecar).WaitAsync(Soon);
        answer.Dispose();
        await left.Task.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_sidecar_that_stops_ends_its_followers_cleanly()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnLogs = async (output, cancel) =>
        {
            await output.WriteAsync("so far\n"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        };
        using var answer = await FollowAsync(sidecar).WaitAsync(Soon);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("so far", await lines.ReadLineAsync().WaitAsync(Soon));
        var stopping = sidecar.StopAsync();
        Assert.Null(await lines.ReadLineAsync().WaitAsync(Soon));
        await stopping.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_log_that_breaks_off_does_not_look_like_a_whole_one()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnLogs = async (output, cancel) =>
        {
            await output.WriteAsync("half"u8.ToArray(), cancel);
            throw new IOException("disk");
        };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sidecar.SendAsync(HttpMethod.Get, "/getLogs", """{"PodUID":"u"}"""));
    }

    private static Task<HttpResponseMessage> FollowAsync(RunningSidecar sidecar) =>
        sidecar.Client.SendAsync(
            RunningSidecar.Request(HttpMethod.Get, "/getLogs", System.Text.Encoding.UTF8.GetBytes(Follow)),
            HttpCompletionOption.ResponseHeadersRead
        );
}
