using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Tests.Wire;

namespace HtcondorActors.Http.Tests.Endpoints;

/// <summary>Each bad body is a 400 with one line of plain text that names the field, and nothing behind the endpoint hears of it.</summary>
public sealed class BadInputSpecs
{
    private const string Secret = "hunter2-the-password";

    [Theory]
    [InlineData("", "body: ")]
    [InlineData("{", "body: not JSON")]
    [InlineData("hello", "body: not JSON")]
    [InlineData("null", "body: ")]
    [InlineData("[]", "body: one pod is expected, a list of 0 was sent")]
    [InlineData("[null]", "body: one pod is expected")]
    [InlineData("[{},{}]", "body: one pod is expected, a list of 2 was sent")]
    [InlineData("7", "body: wrong type")]
    [InlineData("{}", "pod: missing")]
    [InlineData("""{"pod":[]}""", "pod: wrong type")]
    [InlineData("""{"pod":{}}""", "metadata: missing")]
    [InlineData(
        """{"pod":{"spec":{"containers":[{"env":[{"value":"\ud800"}]}]}}}""",
        "spec.containers[0].env[0].value: wrong type or encoding"
    )]
    public async Task What_is_no_create_body_is_refused(string body, string line) =>
        await Refused("/create", Encoding.UTF8.GetBytes(body), line);

    [Theory]
    [InlineData("metadata.uid", null, "metadata.uid: missing")]
    [InlineData("metadata.uid", "\"\"", "metadata.uid: missing")]
    [InlineData("metadata.uid", "\"../../etc\"", "metadata.uid: not a pod UID")]
    [InlineData("metadata.uid", "\"A\\nB\"", "metadata.uid: not a pod UID")]
    [InlineData("metadata.uid", "12", "metadata.uid: wrong type")]
    [InlineData("metadata.name", null, "metadata.name: missing")]
    [InlineData("spec", null, "spec: missing")]
    [InlineData("spec.containers", null, "spec.containers: the pod has no containers")]
    [InlineData("spec.containers", "[]", "spec.containers: the pod has no containers")]
    [InlineData("spec.containers", "[null]", "spec.containers[0].name: missing; spec.containers[0].image: missing")]
    [InlineData("spec.containers[0].name", null, "spec.containers[0].name: missing")]
    [InlineData("spec.containers[0].image", null, "spec.containers[0].image: missing")]
    [InlineData("spec.containers[0].args", "[null]", "spec.containers[0].args[0]: null")]
    [InlineData("spec.containers[0].args", "{}", "spec.containers[0].args: wrong type")]
    [InlineData("spec.containers[0].args", "[1]", "spec.containers[0].args[0]: wrong type")]
    [InlineData("spec.containers[0].env", "[{}]", "spec.containers[0].env[0].name: missing")]
    [InlineData("spec.containers[0].env", "[{\"name\":\"A\",\"value\":7}]", "spec.containers[0].env[0].value: wrong type")]
    [InlineData("spec.containers[0].envFrom", "[{}]", "spec.containers[0].envFrom[0]: neither")]
    [InlineData("spec.containers[0].volumeMounts", "[{\"name\":\"v\"}]", "spec.containers[0].volumeMounts[0].mountPath: missing")]
    [InlineData(
        "spec.containers[0].volumeMounts",
        "[{\"name\":\"v\",\"mountPath\":\"/v\",\"subPath\":\"../x\"}]",
        "spec.containers[0].volumeMounts[0].subPath: \"../x\" must not have .. in it"
    )]
    [InlineData("spec.volumes", "[{}]", "spec.volumes[0].name: missing")]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"../../.ssh/authorized_keys\"",
        "spec.volumes[0].configMap.items[0].path: \"../../.ssh/authorized_keys\" must not have .. in it"
    )]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"a/../../b\"",
        "spec.volumes[0].configMap.items[0].path: \"a/../../b\" must not have .. in it"
    )]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"/etc/passwd\"",
        "spec.volumes[0].configMap.items[0].path: \"/etc/passwd\" must be a relative path"
    )]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"./\"",
        "spec.volumes[0].configMap.items[0].path: \"./\" is not a file's path"
    )]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"a\\u0000b\"",
        "spec.volumes[0].configMap.items[0].path: \"a?b\" has a control character in it"
    )]
    [InlineData("spec.volumes[0].configMap.items[0].key", "\"none\"", "spec.volumes[0].configMap.items[0].key: no such key")]
    [InlineData("spec.volumes[0].configMap.items[0].mode", "512", "spec.volumes[0].configMap.items[0].mode: not a file mode")]
    [InlineData("spec.volumes[0].configMap.defaultMode", "-1", "spec.volumes[0].configMap.defaultMode: not a file mode")]
    public async Task A_create_with_a_bad_field_is_refused_by_its_name(string field, string? value, string line) =>
        await Refused("/create", Changed("pod." + field, value), line);

    [Theory]
    [InlineData(
        "container[0].secrets",
        """[{"metadata":{"name":"s"},"data":{"k":"not base64!"}}]""",
        "container[0].secrets[0].data.k: wrong type"
    )]
    [InlineData(
        "container[0].projectedvolumemaps",
        """[{"metadata":{"name":"p"},"data":{"../token":"x"}}]""",
        "container[0].projectedvolumemaps[0].data: \"../token\" must not have .. in it"
    )]
    [InlineData(
        "container[0].projectedvolumemaps",
        """[{"metadata":{"name":"p"},"data":{"/token":"x"}}]""",
        "container[0].projectedvolumemaps[0].data: \"/token\" must be a relative path"
    )]
    public async Task Content_that_is_broken_or_points_out_of_its_volume_is_refused(string field, string value, string line) =>
        await Refused("/create", Changed(field, value), line);

    [Theory]
    [InlineData("/delete", "", "body: ")]
    [InlineData("/delete", "nonsense", "body: not JSON")]
    [InlineData("/delete", "{}", "metadata: missing")]
    [InlineData("/delete", """{"metadata":{}}""", "metadata.uid: missing")]
    [InlineData("/delete", """{"metadata":{"uid":"../x"}}""", "metadata.uid: not a pod UID")]
    [InlineData("/status", "{}", "body: a list of pods is expected")]
    [InlineData("/status", "[1]", "[0]: a pod is expected")]
    [InlineData("/status", "[{\"metadata\":", "body: not JSON")]
    [InlineData("/status", "x", "body: not JSON")]
    [InlineData("/getLogs", "\"x\"", "body: wrong type")]
    [InlineData("/getLogs", "{}", "PodUID: missing")]
    [InlineData("/getLogs", """{"PodUID":"A/B"}""", "PodUID: not a pod UID")]
    [InlineData("/getLogs", """{"PodUID":"u","ContainerName":"../x"}""", "ContainerName: not a DNS label")]
    [InlineData("/getLogs", """{"PodUID":"u","Opts":{"Tail":-1}}""", "Opts.Tail: negative")]
    [InlineData("/getLogs", """{"PodUID":"u","Opts":{"Tail":"5"}}""", "Opts.Tail: wrong type")]
    [InlineData("/getLogs", """{"PodUID":"u","Opts":{"SinceTime":"yesterday"}}""", "Opts.SinceTime: not an RFC 3339 time")]
    [InlineData(
        "/getLogs",
        """{"PodUID":"u","Opts":{"SinceSeconds":5,"SinceTime":"2026-01-01T00:00:00Z"}}""",
        "Opts.SinceSeconds: given together"
    )]
    public async Task The_other_requests_are_refused_likewise(string path, string body, string line) =>
        await Refused(path, Encoding.UTF8.GetBytes(body), line);

    [Fact]
    public async Task All_faults_of_a_pod_are_told_at_once_in_one_line()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = pod => Task.FromResult<CreateReply>(new PodInvalid(Explained.Of(pod).Refusal!));
        var body = PodMappingSpecs.Pod(
            """{"name":"v","configMap":{"name":"cm","defaultMode":512}},{"name":"A"}""",
            "{}",
            """
            "args":[null],"lifecycle":{"preStop":{"exec":{"command":["x"]},"sleep":{"seconds":1}}},"imagePullPolicy":"Perhaps",
            "restartPolicy":"Maybe",
            """
        );
        var answer = await sidecar.SendAsync(HttpMethod.Post, "/create", body);
        Assert.Equal(
            (
                HttpStatusCode.BadRequest,
                "text/plain",
                "spec.containers[0].args[0]: null; "
                    + "spec.containers[0].lifecycle.preStop.sleep: may not be given beside exec: a probe or hook does one thing; "
                    + "spec.volumes[0].configMap.defaultMode: not a file mode (0 to 0777, 511 in decimal); "
                    + "spec.volumes[1].name: \"A\" is not a DNS label (a-z, 0-9 and -, at most 63); "
                    + "spec.volumes[0].configMap: interLink did not send its content; check that it exists in the pod's namespace; "
                    + "spec.containers[0].imagePullPolicy: \"Perhaps\" is not Always, IfNotPresent or Never; "
                    + "spec.containers[0].restartPolicy: \"Maybe\" is not Never, OnFailure or Always"
            ),
            answer
        );
    }

    [Fact]
    public async Task What_the_planner_refuses_is_a_400_in_its_words_on_one_line()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = _ => Task.FromResult<CreateReply>(new PodInvalid("spec.containers[0].resources:\r\nno quantity"));
        var answer = await sidecar.SendAsync(HttpMethod.Post, "/create", Recorded.Body("create-simple.json"));
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain", "spec.containers[0].resources: no quantity"), answer);
    }

    private static async Task Refused(string path, byte[] body, string line)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var planned = 0;
        sidecar.Gateway.OnCreate = pod =>
            Task.FromResult<CreateReply>(
                Explained.Of(pod) is { Refusal: { } words } ? new PodInvalid(words) : new PodCreated(pod.Uid, $"{++planned}.0")
            );
        var (code, type, text) = await sidecar.SendAsync(HttpMethod.Post, path, body);
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (code, type));
        Assert.StartsWith(line, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        Assert.DoesNotContain(Secret, text + await sidecar.WholeLogAsync(), StringComparison.Ordinal);
        var gateway = sidecar.Gateway;
        Assert.Equal(0, planned + gateway.Deleted.Count + gateway.Asked.Count + gateway.Read.Count);
    }

    /// <summary>A good create body with one field of it replaced, or taken away.</summary>
    private static byte[] Changed(string field, string? value)
    {
        var body = JsonNode.Parse(
            PodMappingSpecs.Pod(
                """{"name":"v","configMap":{"name":"cm","items":[{"key":"k","path":"k"}]}},{"name":"p","projected":{}}""",
                $$$"""{"configMaps":[{"metadata":{"name":"cm"},"data":{"k":"{{{Secret}}}"}}]}""",
                $$"""
                "env":[{"name":"PW","value":"{{Secret}}"}],
                """
            )
        )!;
        var steps = field.Replace("[0]", ".0", StringComparison.Ordinal).Split('.');
        var at = steps[..^1].Aggregate(body, Step);
        var last = steps[^1];
        if (value is null)
            at.AsObject().Remove(last);
        else
            at[last] = JsonNode.Parse(value);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static JsonNode Step(JsonNode node, string step) => step == "0" ? node[0]! : node[step]!;
}
