using System.Net;
using HtcondorActors.Actors.Protocol;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>What an operator may do with the nodes.</summary>
public sealed class ClusterRoutesSpecs
{
    private const string Here = "/admin/v1/cluster/node-a%3A25520";
    private const string Away = "/admin/v1/cluster/node-b%3A25520";

    [Fact]
    public async Task A_node_that_is_reached_may_leave_and_one_that_is_not_may_be_declared_dead()
    {
        await using var admin = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Post, Here + "/leave")).Code);
        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(HttpMethod.Post, Away + "/down")).Code);
        Assert.Collection(
            admin.Sidecar.Nodes.Done,
            done => Assert.StartsWith("node-a:25520 leaves, by ", done, StringComparison.Ordinal),
            done => Assert.StartsWith("node-b:25520 is dead, by ", done, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(Away + "/leave", HttpStatusCode.Conflict, "node-b:25520 cannot be reached")]
    [InlineData(Here + "/down", HttpStatusCode.Conflict, "node-a:25520 can be reached, so it is not dead")]
    [InlineData("/admin/v1/cluster/node-c/down", HttpStatusCode.NotFound, "the nodes are node-a:25520, node-b:25520")]
    public async Task What_would_do_harm_is_refused_with_words(string path, HttpStatusCode code, string words)
    {
        await using var admin = await StartAsync();
        var answer = await admin.SendAsync(HttpMethod.Post, path);
        Assert.Equal(code, answer.Code);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
        Assert.Empty(admin.Sidecar.Nodes.Done);
    }

    [Fact]
    public async Task The_last_node_that_is_reached_does_not_leave()
    {
        await using var admin = await StartAsync(others: false);
        var answer = await admin.SendAsync(HttpMethod.Post, Here + "/leave");
        Assert.Equal(HttpStatusCode.Conflict, answer.Code);
        Assert.Contains("is the last one", answer.Text, StringComparison.Ordinal);
        Assert.Empty(admin.Sidecar.Nodes.Done);
    }

    [Fact]
    public async Task A_node_that_does_not_confirm_that_it_leaves_is_not_said_to_leave()
    {
        await using var admin = await StartAsync();
        admin.Sidecar.Nodes.IsSilent = true;
        var answer = await admin.SendAsync(HttpMethod.Post, Here + "/leave");
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.Code);
        Assert.Contains("node-a:25520 has not said that it leaves", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_has_not_joined_the_others_is_not_called_the_only_one()
    {
        await using var admin = await AdminSidecar.StartAsync();
        admin.Sidecar.Nodes.Members.Add(new("node-a:25520", ClusterMember.NotJoined, true, true, false, 0));
        var answer = await admin.SendAsync(HttpMethod.Post, Here + "/leave");
        Assert.Equal(HttpStatusCode.Conflict, answer.Code);
        Assert.Contains("has not joined the others", answer.Text, StringComparison.Ordinal);
        Assert.Empty(admin.Sidecar.Nodes.Done);
    }

    [Fact]
    public async Task A_sidecar_that_is_alone_says_so()
    {
        await using var admin = await AdminSidecar.StartAsync();
        var answer = await admin.SendAsync(HttpMethod.Post, Here + "/leave");
        Assert.Equal(HttpStatusCode.Conflict, answer.Code);
        Assert.Contains("the only node", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_poll_the_queue_names_the_one_that_knows_which_jobs_have_no_pod()
    {
        await using var admin = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/admin/v1/jobs/unowned")).Code);

        admin.Sidecar.Nodes.Members[0] = new("node-a:25520", "up", true, true, false, 3);
        admin.Sidecar.Nodes.Members[2] = new("node-d:25520", "up", true, false, true, 0);
        var body = """{"jobs":["1.0"]}""";
        foreach (
            var (code, text) in new[]
            {
                await admin.GetAsync("/admin/v1/jobs/unowned"),
                await admin.SendAsync(HttpMethod.Post, "/admin/v1/jobs/unowned/remove", body),
                await admin.SendAsync(HttpMethod.Post, "/admin/v1/jobs/unowned/adopt", body),
            }
        )
        {
            Assert.Equal(HttpStatusCode.MisdirectedRequest, code);
            Assert.Contains("node node-d:25520 polls HTCondor's queue", text, StringComparison.Ordinal);
        }
    }

    private static async Task<AdminSidecar> StartAsync(bool others = true)
    {
        var admin = await AdminSidecar.StartAsync();
        admin.Sidecar.Nodes.Members.Add(new("node-a:25520", "up", true, true, true, 3));
        admin.Sidecar.Nodes.Members.Add(new("node-b:25520", "up", false, false, false, 0));
        if (others)
            admin.Sidecar.Nodes.Members.Add(new("node-d:25520", "up", true, false, false, 0));
        return admin;
    }
}
