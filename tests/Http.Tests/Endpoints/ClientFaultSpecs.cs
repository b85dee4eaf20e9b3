using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>What a caller does wrong is a 400 or silence: never a 500, and no stack in the log.</summary>
public sealed class ClientFaultSpecs
{
    private static readonly string[] NoText =
    [
        "\"\\ud800\"",
        "\"a\\udc00b\"",
        "\"\\ud83d\\u0041\"",
        "\"\xff\"",
        "\"a\xc0\xaf\"",
        "\"\xed\xa0\x80\"",
        "\"\xf5\x80\x80\x80\"",
        "\"\xc3\"",
    ];

    public static TheoryData<string, string> Requests =>
        new()
        {
            { "/create", "create-simple.json" },
            { "/create", "create-env-and-volumes.json" },
            { "/explain", "create-simple.json" },
            { "/delete", "delete-running.json" },
            { "/status", "status-one-pod.json" },
            { "/getLogs", "getlogs.json" },
        };

    private static string BodyOf(string file) =>
        file switch
        {
            "getlogs.json" => """{"Namespace":"default","PodUID":"u","PodName":"p","ContainerName":"main","Opts":{"Tail":0,"Bytes":0"""
                + ""","Timestamps":false,"Follow":false,"Previous":false,"SinceSeconds":0,"SinceTime":"0001-01-01T00:00:00Z"}}""",
            "create-env-and-volumes.json" => """
                {"pod":{"metadata":{"name":"p","namespace":"n","uid":"u1","labels":{"l":"v"},"annotations":{"a":"v"}},
                "spec":{"hostname":"h","dnsPolicy":"Default",
                "tolerations":[{"key":"k"}],"schedulerName":"s","hostAliases":[{"ip":"1.2.3.4","hostnames":["x"]}],
                "dnsConfig":{"nameservers":["1.2.3.4"],"options":[{"name":"n","value":"1"}]},
                "securityContext":{"runAsUser":1000,"fsGroupChangePolicy":"Always"},"imagePullSecrets":[{"name":"s"}],
                "volumes":[{"name":"cm","configMap":{"name":"cm","items":[{"key":"k","path":"k"}]}},{"name":"e",
                "emptyDir":{"sizeLimit":"1Gi"}},{"name":"s","secret":{"secretName":"s"}}],
                "containers":[{"name":"c","image":"i","command":["sh"],"args":["-c"],"workingDir":"/","env":[{"name":"A","value":"b"},
                {"name":"F","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
                "envFrom":[{"prefix":"P","configMapRef":{"name":"cm"}}],"resources":{"requests":{"cpu":"1"}},"ports":[{"name":"web",
                "containerPort":80,"protocol":"TCP"}],
                "volumeMounts":[{"name":"cm","mountPath":"/cm","subPath":"k"}],"volumeDevices":[{"name":"e","devicePath":"/dev/x"}],
                "readinessProbe":{"httpGet":{"port":"web","path":"/","host":"h","scheme":"HTTP","httpHeaders":[{"name":"N","value":"v"}]}},
                "livenessProbe":{"tcpSocket":{"port":"web"}},"startupProbe":{"exec":{"command":["true"]}},
                "lifecycle":{"preStop":{"exec":{"command":["true"]}},"stopSignal":"SIGTERM"},
                "terminationMessagePath":"/dev/x","terminationMessagePolicy":"File","restartPolicy":"Always","imagePullPolicy":"Never",
                "stdin":true}]},
                "status":{"hostIP":"1.1.1.1","podIP":"1.1.1.1","containerStatuses":[{"name":"c"}]}},
                "container":[{"name":"c","configMaps":[{"metadata":{"name":"cm"},"data":{"k":"v"},"binaryData":{"b":"AAEC"}}],
                "projectedvolumemaps":[{"metadata":{"name":"x"},"data":{"k":"v"}}],
                "secrets":[{"metadata":{"name":"s"},"data":{"k":"dg=="},"stringData":{"t":"v"}}]}],"jobScript":"x"}
                """,
            _ => Encoding.Latin1.GetString(Recorded.Body(file)),
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task No_text_of_a_body_that_is_no_text_makes_a_500(string path, string file)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var body = BodyOf(file);
        var tried = 0;
        // Every text and every name in the body, one after the other; with bodies of thousands, some of them.
        var texts = Regex.Matches(body, "\"(?:[^\"\\\\]|\\\\.)*\"");
        for (var i = 0; i < texts.Count; i += 1 + texts.Count / 150)
        {
            var text = texts[i];
            var bad = body[..text.Index] + NoText[tried++ % NoText.Length] + body[(text.Index + text.Length)..];
            var (code, _, line) = await sidecar.SendAsync(HttpMethod.Post, path, Encoding.Latin1.GetBytes(bad));
            Assert.True(code is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{(int)code} {line} of {text.Value}");
            Assert.DoesNotContain('\n', code == HttpStatusCode.OK ? "" : line);
        }
        Assert.InRange(tried, 5, 1000);
        Assert.DoesNotContain("Error ", sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task No_value_of_another_kind_makes_a_500(string path, string file)
    {
        string[] values =
        [
            "null",
            "true",
            "-1",
            "1e400",
            "123456789012345678901234567890",
            "\"\"",
            "[]",
            "{}",
            "[[1]]",
            "{\"a\":{}}",
            "0.5",
            new string('[', 300),
            "{\"x\":1,\"x\":2}",
        ];
        await using var sidecar = await RunningSidecar.StartAsync();
        var body = BodyOf(file);
        var members = Regex.Matches(body, "(?<=\":)(?:\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9]+|true|false|null)");
        var tried = 0;
        for (var i = 0; i < members.Count; i += 1 + members.Count / 150)
        {
            var member = members[i];
            var bad = body[..member.Index] + values[tried++ % values.Length] + body[(member.Index + member.Length)..];
            var (code, _, line) = await sidecar.SendAsync(HttpMethod.Post, path, Encoding.Latin1.GetBytes(bad));
            Assert.True(code is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{(int)code} {line} where {member.Value} was");
        }
        Assert.DoesNotContain("Error ", sidecar.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"metadata\":{\"uid\":\"\xff\"}}")]
    [InlineData("{\"metadata\":{\"uid\":\"\\ud800\"}}")]
    [InlineData("{\"metadata\":{\"uid\":\"\xed\xa0\x80\"}}")]
    [InlineData("{\"metadata\":{\"\\ud800\":1,\"\xff\":2,\"name\":\"\xff\\udfff\"}}")]
    [InlineData("{\"\\ud800\":{\"uid\":\"x\"}}")]
    [InlineData("{\"metadata\":[\"uid\"]}")]
    [InlineData("{\"metadata\":{\"uid\":{\"uid\":\"x\"}}}")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[[]]")]
    public async Task One_bad_entry_of_a_status_costs_only_itself(string bad)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnStatus = uid => $$"""{"UID":"{{uid}}"}""";
        var body = """[{"metadata":{"uid":"a"}},""" + bad + """,{"metadata":{"uid":"b"}}]""";
        Assert.Equal(
            (HttpStatusCode.OK, "application/json", """[{"UID":"a"},{"UID":"b"}]"""),
            await sidecar.SendAsync(HttpMethod.Get, "/status", Encoding.Latin1.GetBytes(body))
        );
    }

    [Fact]
    public async Task Of_a_member_that_is_there_twice_the_later_one_counts()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        await sidecar.SendAsync(
            HttpMethod.Get,
            "/status",
            """[{"metadata":{"uid":"a","uid":"b"}},{"metadata":{"uid":"c"},"metadata":{"uid":"d"}}]"""
        );
        Assert.Equal(["b", "d"], sidecar.Gateway.Asked.Single().Select(uid => uid.Value));
        await sidecar.SendAsync(HttpMethod.Post, "/delete", """{"metadata":{"uid":"a","uid":"b"}}""");
        Assert.Equal("b", sidecar.Gateway.Deleted.Single().Value);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_byte_order_mark_is_skipped_in_every_request(string path, string file)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        byte[] body = [0xef, 0xbb, 0xbf, .. Encoding.Latin1.GetBytes(" " + BodyOf(file))];
        Assert.Equal(HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Post, path, body)).Code);
        // In pieces, as the network may have it.
        await using var caller = await RawCaller.ConnectAsync(sidecar);
        await caller.SendAsync(RawCaller.Head(path, $"Content-Length: {body.Length}"));
        for (var at = 0; at < 4; at++)
        {
            await caller.SendAsync(body[at..(at + 1)]);
            await Task.Yield();
        }
        await caller.SendAsync(body[4..]);
        Assert.StartsWith("HTTP/1.1 200 ", await caller.ReadToEndAsync(), StringComparison.Ordinal);
    }

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
                || line.StartsWith("Warning ", StringComparison.Ordinal)
        );
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
