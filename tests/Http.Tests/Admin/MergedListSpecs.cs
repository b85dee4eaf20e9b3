using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>The list of the pods of all nodes, in pages.</summary>
public sealed class MergedListSpecs : AllPodsTestBed
{
    [Theory]
    [InlineData("", 500)]
    [InlineData("sort=name", 7)]
    [InlineData("sort=-restarts", 1)]
    [InlineData("sort=memory&view=brief", 10)]
    [InlineData("sort=-job&view=brief", 64)]
    [InlineData("namespace=b", 3)]
    [InlineData("text=c%2Fpod", 5)]
    public async Task The_pages_of_the_list_have_the_pods_of_all_nodes_in_one_order(string query, int limit)
    {
        var whole = new ScriptedDirectory();
        var random = new Random(limit);
        ScriptedDirectory[] places = [Admin.Pods, .. Others.Values];
        for (var i = 0; i < 300; i++)
        {
            var (space, name) = (((char)('a' + random.Next(4))).ToString(), $"pod{random.Next(90)}");
            var change = (PodOverview pod) => pod with { Restarts = i % 5, MemoryMiB = i % 7 };
            whole.Add(i, space, name, change);
            places[random.Next(3)].Add(i, space, name, change);
        }

        var expected = All(new OwnPods(whole, new PodListings(TimeProvider.System)), query);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await PagesAsync(query, limit));
    }

    [Fact]
    public async Task More_pods_than_fit_into_one_message_all_come()
    {
        for (var i = 0; i < 2_345; i++)
            Others[B].Add(i, "default", $"pod{i}");
        Assert.Equal(2_345, (await PagesAsync("", 1000)).Distinct().Count());
        Assert.Equal(2_345, (await PagesAsync("view=brief", 5000)).Distinct().Count());
    }

    [Fact]
    public async Task A_page_that_is_asked_for_twice_is_the_same_and_a_list_that_is_gone_is_410()
    {
        for (var i = 0; i < 30; i++)
            Others[i % 2 == 0 ? B : C].Add(i, "default", $"pod{i}");
        var first = await ReadAsync("/admin/v1/pods?limit=10");
        var second = await ReadAsync($"/admin/v1/pods?limit=10&continue={first["continue"]}");
        Assert.Equal(10, (int)second["remaining"]!);
        Assert.Equal(second.ToJsonString(), (await ReadAsync($"/admin/v1/pods?limit=10&continue={first["continue"]}")).ToJsonString());

        var last = await ReadAsync($"/admin/v1/pods?limit=10&continue={second["continue"]}");
        Assert.Equal(last.ToJsonString(), (await ReadAsync($"/admin/v1/pods?limit=10&continue={second["continue"]}")).ToJsonString());
        Assert.Equal(HttpStatusCode.Gone, (await Admin.GetAsync($"/admin/v1/pods?limit=10&continue={first["continue"]}")).Code);
        var other = await Admin.GetAsync($"/admin/v1/pods?namespace=x&continue={first["continue"]}");
        Assert.Equal(HttpStatusCode.BadRequest, other.Code);
        var brief = await Admin.GetAsync($"/admin/v1/pods?view=brief&continue={first["continue"]}");
        Assert.Equal(HttpStatusCode.BadRequest, brief.Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await Admin.GetAsync("/admin/v1/pods?continue=all.x.y")).Code);

        // The other nodes have left, or have come, since the first page.
        Admin.Pods.OtherNodes = [];
        Assert.Equal(HttpStatusCode.Gone, (await Admin.GetAsync($"/admin/v1/pods?continue={first["continue"]}")).Code);
        foreach (var i in Enumerable.Range(0, 30))
            Admin.Pods.Add(i, "default", $"pod{i}");
        var alone = await ReadAsync("/admin/v1/pods?limit=10");
        Admin.Pods.OtherNodes = [B, C];
        Assert.Equal(HttpStatusCode.Gone, (await Admin.GetAsync($"/admin/v1/pods?continue={alone["continue"]}")).Code);
    }

    [Fact]
    public async Task Pods_with_long_messages_make_the_parts_shorter()
    {
        for (var i = 0; i < 300; i++)
            Others[B].Add(i, "default", $"pod{i}", pod => pod with { Message = new string('\u0001', 4096) });
        Assert.Equal(300, (await PagesAsync("", 5000)).Count);
    }

    [Fact]
    public async Task The_pods_of_a_node_that_does_not_answer_are_said_to_be_missing()
    {
        Admin.Pods.Add(1, "default", "here");
        Others[B].Add(2, "default", "there");
        Others[C].Unread = null;
        Nodes.Answering.Remove(B);
        Nodes.Members.Add(new(B, "up", true, false, false, 7));
        Admin.Pods.Homeless = 2;

        foreach (var path in new[] { "/admin/v1/pods", "/admin/v1/top" })
        {
            using var answer = await Admin.Sidecar.Admin.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                [$"the pods of {B} are missing: it does not answer", $"the pods of {C} are missing: it does not know its pods yet"],
                answer.Headers.Warning.Select(AdminWarning.TextOf)
            );
            Assert.Equal(7 + 1 + 2, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["unread"]!);
        }
    }

    /// <summary>The UIDs of a list of one node.</summary>
    private static IReadOnlyList<string> All(OwnPods node, string query)
    {
        var answer = node.Answer(new(NodeQuestionKind.Pods, "", $"?{query}&limit=5000"));
        var items = JsonNode.Parse(answer.Body.Span)!["items"]!.AsArray();
        return [.. items.Select(pod => (string)pod!["uid"]!)];
    }
}
