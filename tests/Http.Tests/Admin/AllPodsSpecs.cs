using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>An operator asks any node, and reads the pods of all.</summary>
public sealed class AllPodsSpecs : AllPodsTestBed
{
    [Theory]
    [InlineData("there")]
    [InlineData("default%2Fthere")]
    [InlineData("2.0")]
    [InlineData("5d6a8f0e-0000-4000-8000-000000000002")]
    public async Task A_pod_of_another_node_is_found_by_each_of_its_names(string text)
    {
        Admin.Pods.Add(1, "default", "here");
        var there = Others[C].Add(2, "default", "there", pod => pod with { NextTryAt = ScriptedDirectory.Noon });
        Others[C].Containers[there.Uid] =
        [
            new()
            {
                Name = "main",
                Image = "busybox",
                State = "waiting",
            },
        ];
        Others[C].Histories[there.Uid] = new(there.Uid, there.Namespace, there.Name, [], null, null);

        var pod = await ReadAsync($"/admin/v1/pods/{text}");
        Assert.Equal("there", (string?)pod["pod"]!["name"]);
        Assert.Equal("main", (string?)pod["containers"]![0]!["name"]);
        Assert.Equal(there.Uid.Value, (string?)(await ReadAsync($"/admin/v1/pods/{text}/timeline"))["uid"]);
        Assert.Equal(HttpStatusCode.OK, (await Admin.SendAsync(HttpMethod.Post, $"/admin/v1/pods/{text}/retry")).Code);
        Assert.StartsWith($"retry {there.Uid} by ", Assert.Single(Admin.Actions.Done), StringComparison.Ordinal);
        // The container's name is judged by what that node knows.
        var logs = await Admin.GetAsync($"/admin/v1/pods/{text}/logs?container=other");
        Assert.Equal(HttpStatusCode.BadRequest, logs.Code);
        Assert.Contains("choose one of: [main]", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_a_pod_that_is_gone_is_found_on_the_node_that_had_it()
    {
        var gone = PodUid.Parse("5d6a8f0e-0000-4000-8000-000000000005");
        Others[B].Histories[gone] = new(gone, "default", "gone", [], null, null);
        Assert.Equal("gone", (string?)(await ReadAsync($"/admin/v1/pods/{gone}/timeline"))["name"]);

        Admin.Pods.Histories[gone] = new(gone, "default", "gone from here", [], null, null);
        Assert.Equal("gone from here", (string?)(await ReadAsync($"/admin/v1/pods/{gone}/timeline"))["name"]);
        Nodes.Answering.Remove(C);
        using var answer = await Admin.Sidecar.Admin.GetAsync($"/admin/v1/pods/{gone}/timeline");
        Assert.Contains(
            "the history may go on elsewhere",
            AdminWarning.TextOf(Assert.Single(answer.Headers.Warning)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Of_a_pod_whose_node_is_known_no_other_node_is_asked()
    {
        var there = Others[C].Add(2, "default", "there");
        Admin.Pods.Elsewhere[there.Uid] = C;
        Nodes.Answering.Remove(B);
        Assert.Equal("there", (string?)(await ReadAsync($"/admin/v1/pods/{there.Uid}"))["pod"]!["name"]);
        Assert.Equal(1, Nodes.Questions);
    }

    [Fact]
    public async Task A_name_that_pods_of_two_nodes_have_is_not_decided()
    {
        var here = Admin.Pods.Add(1, "default", "train", pod => pod with { Stage = PodStage.Deleting });
        var there = Others[B].Add(2, "default", "train");
        var answer = await Admin.GetAsync("/admin/v1/pods/train");
        Assert.Equal(HttpStatusCode.Conflict, answer.Code);
        Assert.Contains(here.Uid.Value, answer.Text, StringComparison.Ordinal);
        Assert.Contains(there.Uid.Value, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_no_node_has_is_unknown_unless_a_node_does_not_answer()
    {
        foreach (var path in new[] { "nobody", "5d6a8f0e-0000-4000-8000-000000000009", "5d6a8f0e-0000-4000-8000-000000000009/timeline" })
        {
            Nodes.Answering[B] = new OwnPods(Others[B], new PodListings(TimeProvider.System));
            var unknown = await Admin.GetAsync("/admin/v1/pods/" + path);
            Assert.Equal(HttpStatusCode.NotFound, unknown.Code);
            Assert.Contains("there is no pod", unknown.Text, StringComparison.Ordinal);

            Nodes.Answering.Remove(B);
            var later = await Admin.GetAsync("/admin/v1/pods/" + path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, later.Code);
            Assert.Contains($"{B}: it does not answer; ask again", later.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_pod_that_moves_is_one_pod_and_is_not_called_unknown()
    {
        var moving = Others[B].Add(1, "default", "train");
        Others[C].Add(1, "default", "train");
        Admin.Pods.Add(1, "default", "train");
        Assert.Equal([moving.Uid.Value], await PagesAsync("", 10));
        Assert.Equal("train", (string?)(await ReadAsync("/admin/v1/pods/train"))["pod"]!["name"]);

        // This node has last heard of it from B, and C has it by now.
        Admin.Pods.All.Clear();
        Others[B].All.Clear();
        Admin.Pods.Elsewhere[moving.Uid] = B;
        Assert.Equal("train", (string?)(await ReadAsync($"/admin/v1/pods/{moving.Uid}"))["pod"]!["name"]);

        // It is on its way, and this node may not have heard yet that it has left B.
        Others[C].All.Clear();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Admin.GetAsync($"/admin/v1/pods/{moving.Uid}")).Code);
        Others[B].Homeless = 1;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Admin.GetAsync("/admin/v1/pods/train")).Code);
        Others[B].Homeless = 0;
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.GetAsync("/admin/v1/pods/train")).Code);
        Admin.Pods.Homeless = 1;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Admin.GetAsync("/admin/v1/pods/train")).Code);
    }

    [Fact]
    public async Task Another_pod_of_the_same_name_may_be_on_a_node_that_does_not_answer()
    {
        Admin.Pods.Add(1, "default", "train", pod => pod with { NextTryAt = ScriptedDirectory.Noon });
        Nodes.Answering.Remove(B);
        using var answer = await Admin.Sidecar.Admin.GetAsync("/admin/v1/pods/train");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            $"{B} may have another pod of this name: it does not answer",
            AdminWarning.TextOf(Assert.Single(answer.Headers.Warning))
        );
        var retry = await Admin.SendAsync(HttpMethod.Post, "/admin/v1/pods/train/retry");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, retry.Code);
        Assert.Empty(Admin.Actions.Done);

        // A UID is that of one pod, on whatever node.
        var there = Others[C].Add(2, "default", "other", pod => pod with { NextTryAt = ScriptedDirectory.Noon });
        Assert.Equal(HttpStatusCode.OK, (await Admin.SendAsync(HttpMethod.Post, $"/admin/v1/pods/{there.Uid}/retry")).Code);

        // While this node reads its journal, other nodes answer.
        Admin.Pods.Unread = 3;
        Assert.Equal("other", (string?)(await ReadAsync($"/admin/v1/pods/{there.Uid}"))["pod"]!["name"]);
    }

    [Fact]
    public async Task The_faults_of_a_history_are_those_of_the_node_that_has_the_pod()
    {
        var there = Others[B].Add(2, "default", "there");
        Others[B].Histories[there.Uid] = new(there.Uid, "default", "there", [], null, null);
        // The pod was here before it moved.
        Admin.Pods.Histories[there.Uid] = new(there.Uid, "default", "old", [], null, null);
        Assert.Equal("there", (string?)(await ReadAsync("/admin/v1/pods/there/timeline"))["name"]);
        Assert.Equal("there", (string?)(await ReadAsync($"/admin/v1/pods/{there.Uid}/timeline"))["name"]);

        var wrong = await Admin.GetAsync("/admin/v1/pods/there/timeline?at=garbage");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Code);
        Assert.Contains("an RFC 3339 time", wrong.Text, StringComparison.Ordinal);
        var early = await Admin.GetAsync("/admin/v1/pods/there/timeline?at=2026-01-01T00:00:00Z");
        Assert.Equal(HttpStatusCode.NotFound, early.Code);
        Assert.Contains("was not known at", early.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_answer_cannot_be_read_has_not_answered()
    {
        Admin.Pods.Add(1, "default", "here");
        Nodes.Answering[B] = new NewerNode();
        var unknown = await Admin.GetAsync("/admin/v1/pods/nobody");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.Code);
        Assert.Contains($"{B}: this version cannot read its answer", unknown.Text, StringComparison.Ordinal);
        Assert.Equal("here", (string?)(await ReadAsync("/admin/v1/pods/here"))["pod"]!["name"]);
    }

    private sealed class NewerNode : INodeAnswers
    {
        public NodeAnswer Answer(NodeQuestion question) => new(200, "{\"pod\":7}"u8.ToArray());
    }

    [Fact]
    public async Task What_pods_ask_for_is_summed_over_the_nodes()
    {
        Admin.Pods.Add(1, "a", "one", pod => pod with { Cpus = 2, UsedMemoryMiB = 5 });
        Others[B].Add(2, "a", "two", pod => pod with { Cpus = 3 });
        Others[C].Add(3, "b", "three", pod => pod with { Cpus = 4, UsedMemoryMiB = 7 });

        var top = JsonSerializer.Deserialize((await Admin.GetAsync("/admin/v1/top")).Text, AdminJson.Wire.TopReport)!;
        Assert.Equal((3, 9L), (top.Total.All.Pods, top.Total.All.Cpus));
        Assert.Equal((12L, null, 2), (top.Total.UsedMemoryMiB, top.Total.UsedCpuSeconds, top.Total.UsedPods));
        Assert.Equal([("a", 5L), ("b", 4L)], top.Namespaces.Select(space => (space.Namespace, space.All.Cpus)));
        Assert.Equal(HttpStatusCode.BadRequest, (await Admin.GetAsync("/admin/v1/top?what=1")).Code);
    }
}
