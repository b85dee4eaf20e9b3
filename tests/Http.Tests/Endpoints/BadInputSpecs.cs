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
    [InlineData("""{"pod":{}}""", "pod.metadata: missing")]
    [InlineData(
        """{"pod":{"spec":{"containers":[{"env":[{"value":"\ud800"}]}]}}}""",
        "pod.spec.containers[0].env[0].value: wrong type or encoding"
    )]
    public async Task What_is_no_create_body_is_refused(string body, string line) =>
        await Refused("/create", Encoding.UTF8.GetBytes(body), line);

    [Theory]
    [InlineData("metadata.uid", null, "pod.metadata.uid: missing")]
    [InlineData("metadata.uid", "\"\"", "pod.metadata.uid: missing")]
    [InlineData("metadata.uid", "\"../../etc\"", "pod.metadata.uid: not a pod UID")]
    [InlineData("metadata.uid", "\"A\\nB\"", "pod.metadata.uid: not a pod UID")]
    [InlineData("metadata.uid", "12", "pod.metadata.uid: wrong type")]
    [InlineData("metadata.name", null, "pod.metadata.name: missing")]
    [InlineData("spec", null, "pod.spec: missing")]
    [InlineData("spec.containers", null, "pod.spec.containers: missing or empty")]
    [InlineData("spec.containers", "[]", "pod.spec.containers: missing or empty")]
    [InlineData("spec.containers", "[null]", "pod.spec.containers[0]: null")]
    [InlineData("spec.containers[0].name", null, "pod.spec.containers[0].name: missing")]
    [InlineData("spec.containers[0].image", null, "pod.spec.containers[0].image: missing")]
    [InlineData("spec.containers[0].args", "[null]", "pod.spec.containers[0].args[0]: null")]
    [InlineData("spec.containers[0].args", "{}", "pod.spec.containers[0].args: wrong type")]
    [InlineData("spec.containers[0].args", "[1]", "pod.spec.containers[0].args[0]: wrong type")]
    [InlineData("spec.containers[0].env", "[{}]", "pod.spec.containers[0].env[0].name: missing")]
    [InlineData("spec.containers[0].env", "[{\"name\":\"A\",\"value\":7}]", "pod.spec.containers[0].env[0].value: wrong type")]
    [InlineData("spec.containers[0].envFrom", "[{}]", "pod.spec.containers[0].envFrom[0]: neither")]
    [InlineData("spec.containers[0].volumeMounts", "[{\"name\":\"v\"}]", "pod.spec.containers[0].volumeMounts[0].mountPath: missing")]
    [InlineData(
        "spec.containers[0].volumeMounts",
        "[{\"name\":\"v\",\"mountPath\":\"/v\",\"subPath\":\"../x\"}]",
        "pod.spec.containers[0].volumeMounts[0].subPath: must not"
    )]
    [InlineData("spec.volumes", "[{}]", "pod.spec.volumes[0].name: missing")]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"../../.ssh/authorized_keys\"",
        "pod.spec.volumes[0].configMap.items[0].path: must not hold '..'"
    )]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"a/../../b\"",
        "pod.spec.volumes[0].configMap.items[0].path: must not hold '..'"
    )]
    [InlineData(
        "spec.volumes[0].configMap.items[0].path",
        "\"/etc/passwd\"",
        "pod.spec.volumes[0].configMap.items[0].path: an absolute path"
    )]
    [InlineData("spec.volumes[0].configMap.items[0].path", "\"./\"", "pod.spec.volumes[0].configMap.items[0].path: names no file")]
    [InlineData("spec.volumes[0].configMap.items[0].path", "\"a\\u0000b\"", "pod.spec.volumes[0].configMap.items[0].path: holds a NUL")]
    [InlineData("spec.volumes[0].configMap.items[0].key", "\"none\"", "pod.spec.volumes[0].configMap.items[0].key: no such key")]
    [InlineData("spec.volumes[0].configMap.items[0].mode", "512", "pod.spec.volumes[0].configMap.items[0].mode: not a file mode")]
    [InlineData("spec.volumes[0].configMap.defaultMode", "-1", "pod.spec.volumes[0].configMap.defaultMode: not a file mode")]
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
        "container[0].projectedvolumemaps[0].data: must not hold '..'"
    )]
    [InlineData(
        "container[0].projectedvolumemaps",
        """[{"metadata":{"name":"p"},"data":{"/token":"x"}}]""",
        "container[0].projectedvolumemaps[0].data: an absolute path"
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
    public async Task What_the_planner_refuses_is_a_400_in_its_words_on_one_line()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnCreate = _ => Task.FromResult<CreateReply>(new PodInvalid("pod.spec.containers[0].resources:\r\nno quantity"));
        var answer = await sidecar.SendAsync(HttpMethod.Post, "/create", Recorded.Body("create-simple.json"));
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain", "pod.spec.containers[0].resources: no quantity"), answer);
    }

    private static async Task Refused(string path, byte[] body, string line)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        var (code, type, text) = await sidecar.SendAsync(HttpMethod.Post, path, body);
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (code, type));
        Assert.StartsWith(line, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
        Assert.DoesNotContain(Secret, text + sidecar.Log.Text, StringComparison.Ordinal);
        var gateway = sidecar.Gateway;
        Assert.Equal(0, gateway.Created.Count + gateway.Deleted.Count + gateway.Asked.Count + gateway.Read.Count);
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
