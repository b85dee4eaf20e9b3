using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>What a caller writes wrongly into a body is a 400: never a 500, and no stack in the log.</summary>
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
}
