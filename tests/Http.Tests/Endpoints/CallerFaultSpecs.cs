using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>What is the caller's fault is a 400 of one line, or silence where the caller has left; never a 500, and no stack in the log.</summary>
public sealed class CallerFaultSpecs
{
    private static readonly byte[] NoUtf8 = [0x22, 0xff, 0xfe, 0x22];

    public static TheoryData<string> Broken =>
    [
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "BYTES", "-1", "1e400", "18446744073709551616", "true", "[]", "{}", "\"\"", "\"\\u0000\"",
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task No_value_in_any_place_of_a_create_makes_an_internal_error(string value)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        const string probe = """{"name":"c","image":"i","readinessProbe":{"httpGet":{"port":@,"path":"/"}}}""";
        string[] pods =
        [
            Pod("@", """{"name":"c","image":"i"}"""), Pod("\"u1\"", """{"name":@,"image":"i"}"""), Pod("\"u1\"", """{"name":"c","image":@}"""), Pod("\"u1\"", probe),
            Pod("\"u1\"", """{"name":"c","image":"i","volumeDevices":[{"name":@,"devicePath":@}]}"""), Pod("\"u1\"", """{"name":"c","image":"i","unknown":@}"""),
            Pod("\"u1\"", """{"name":"c","image":"i","env":[{"name":"A","value":@}]}"""), Pod("\"u1\"", """{"name":"c","image":"i","ports":[{"name":"p","containerPort":@}]}"""),
        ];
        foreach (var pod in pods)
        {
            foreach (var path in (string[])["/create", "/explain", "/delete", "/status", "/getLogs"])
            {
                var (code, _, line) = await sidecar.SendAsync(HttpMethod.Post, path, With(pod, value));
                Assert.True(code is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{path} {pod}: {code}");
                Assert.True(code == HttpStatusCode.OK || (line.Length > 0 && !line.Contains('\n')), line);
            }
        }
        Assert.DoesNotContain("   at ", sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task One_bad_entry_of_a_status_body_costs_only_itself(string value)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnStatus = uid => $"\"{uid.Value}\"";
        var body = With("""[{"metadata":{"uid":"first"}},{"metadata":{"uid":@,"name":@},"spec":@},{"metadata":{"uid":"last"}}]""", value);
        var (code, _, text) = await sidecar.SendAsync(HttpMethod.Get, "/status", body);
        Assert.Equal((HttpStatusCode.OK, """["first","last"]"""), (code, text));
    }

    [Theory]
    [InlineData("/create")]
    [InlineData("/delete")]
    [InlineData("/status")]
    [InlineData("/getLogs")]
    [InlineData("/explain")]
    public async Task A_byte_order_mark_is_skipped_by_every_request_alike(string path)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var body = path switch
        {
            "/status" => "[]",
            "/getLogs" => """{"PodUID":"u1","ContainerName":"c","Opts":{}}""",
            "/delete" => """{"metadata":{"uid":"u1"}}""",
            _ => Pod("\"u1\"", """{"name":"c","image":"i"}"""),
        };
        var plain = await sidecar.SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.OK, plain.Code);
        Assert.Equal(plain, await sidecar.SendAsync(HttpMethod.Post, path, [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(body)]));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", "HTTP/1.1 400 ")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nno length\r\n", "HTTP/1.1 400 ")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("Content-Length: -1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("No header\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task A_broken_frame_of_a_body_is_the_callers_fault(string rest, string begin)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        using var caller = await ConnectAsync(sidecar);
        await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /create HTTP/1.1\r\nHost: localhost\r\n" + rest));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[4096];
        var count = await caller.GetStream().ReadAsync(buffer, limit.Token);
        var answer = Encoding.ASCII.GetString(buffer, 0, count);
        Assert.True(answer.StartsWith(begin, StringComparison.Ordinal), answer + sidecar.Log.Text);
        Assert.DoesNotContain("   at ", Loud(sidecar), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/create")]
    [InlineData("/status")]
    [InlineData("/delete")]
    public async Task A_caller_that_resets_its_connection_leaves_no_stack_in_the_log(string path)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        using (var caller = await ConnectAsync(sidecar))
        {
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n[{{"));
            await Task.Delay(100); // the body must be waited for; a reset before that shows less
            caller.LingerState = new LingerOption(true, 0);
        }
        await sidecar.StopAsync(); // waits for what is under way
        Assert.DoesNotContain("   at HtcondorActors", sidecar.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Loud(sidecar), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u202E")]
    [InlineData("\u2066")]
    [InlineData("\u200B")]
    [InlineData("\u2028")]
    [InlineData("\u001b[31m")]
    public async Task What_reorders_or_hides_text_reaches_the_log_from_no_header_and_no_path(string odd)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        using var caller = await ConnectAsync(sidecar);
        var request = $"GET /x{Uri.EscapeDataString(odd)} HTTP/1.1\r\nHost: localhost\r\nInterLink-Http-Session: a{(odd[0] < ' ' ? "" : odd)}b\r\nContent-Length: 0\r\n\r\n";
        await caller.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await caller.GetStream().ReadExactlyAsync(new byte[12], limit.Token);
        Assert.DoesNotContain(odd, Ours(sidecar), StringComparison.Ordinal);
    }

    private static string Ours(RunningSidecar sidecar) => string.Join('\n', sidecar.Log.Text.Split('\n').Where(line => line.Contains("GET /x", StringComparison.Ordinal) && line.Contains("404", StringComparison.Ordinal)));

    private static string Loud(RunningSidecar sidecar) =>
        string.Join('\n', sidecar.Log.Text.Split('\n').Where(line => !line.StartsWith("Debug", StringComparison.Ordinal) && !line.StartsWith("Trace", StringComparison.Ordinal)));

    private static async Task<TcpClient> ConnectAsync(RunningSidecar sidecar)
    {
        var caller = new TcpClient();
        await caller.ConnectAsync(sidecar.Client.BaseAddress!.Host, sidecar.Client.BaseAddress.Port);
        return caller;
    }

    private static string Pod(string uid, string container) =>
        """{"pod":{"metadata":{"name":"p","namespace":"d","uid":""" + uid + """},"spec":{"containers":[""" + container + """]}},"container":[]}""";

    private static byte[] With(string body, string value)
    {
        var parts = body.Split('@');
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(parts[0]));
        foreach (var part in parts.Skip(1))
        {
            bytes.AddRange(value == "BYTES" ? NoUtf8 : Encoding.UTF8.GetBytes(value));
            bytes.AddRange(Encoding.UTF8.GetBytes(part));
        }
        return [.. bytes];
    }
}
