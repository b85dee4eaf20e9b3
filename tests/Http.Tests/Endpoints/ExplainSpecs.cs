using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Endpoints;

public sealed class ExplainSpecs
{
    [Fact]
    public async Task A_create_body_is_answered_with_what_would_become_of_the_pod_and_nothing_is_created()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnExplain = pod => new PodExplanation(
            null,
            [$"{pod.Name} is warned"],
            "queue 1\n",
            "plan_version='1'\n",
            ["plan <17 bytes>"]
        );

        var (code, type, text) = await sidecar.SendAsync(HttpMethod.Post, "/explain", Recorded.Body("create-simple.json"));

        var answer = JsonNode.Parse(text)!.AsObject();
        Assert.Equal((HttpStatusCode.OK, "application/json"), (code, type));
        Assert.Equal(["refusal", "warnings", "submit", "plan", "files"], answer.Select(member => member.Key));
        Assert.Null(answer["refusal"]);
        Assert.EndsWith(" is warned", answer["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            ("queue 1\n", "plan_version='1'\n", "plan <17 bytes>"),
            (answer["submit"]!.GetValue<string>(), answer["plan"]!.GetValue<string>(), answer["files"]![0]!.GetValue<string>())
        );
        Assert.Empty(sidecar.Gateway.Created);
    }

    [Fact]
    public async Task To_ask_about_a_pod_that_would_be_refused_is_no_fault()
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        sidecar.Gateway.OnExplain = _ => PodExplanation.Refused("spec.containers: the pod has no containers");

        var (code, _, text) = await sidecar.SendAsync(HttpMethod.Post, "/explain", Recorded.Body("create-simple.json"));

        Assert.Equal(
            (
                HttpStatusCode.OK,
                """{"refusal":"spec.containers: the pod has no containers","warnings":[],"submit":"","plan":"","files":[]}"""
            ),
            (code, text)
        );
    }

    [Theory]
    [InlineData("{", "body: not JSON (line 1, byte 1)")]
    [InlineData("{}", "pod: missing")]
    [InlineData(
        """{"pod":{"metadata":{"name":"p","uid":"A/B"},"spec":{}}}""",
        "metadata.uid: not a pod UID: lower-case letters, digits and dashes, at most 63"
    )]
    public async Task A_body_that_is_no_pod_is_refused_as_a_create_would_refuse_it(string body, string line)
    {
        await using var sidecar = await RunningSidecar.StartAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain", line), await sidecar.SendAsync(HttpMethod.Post, "/explain", body));
    }
}
