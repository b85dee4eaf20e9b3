using System.Net;
using System.Text.Json.Nodes;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>What a create may look like.</summary>
[Collection(OtherPoolCollection.Name)]
public sealed class CreateInputSpecs(SharedSidecar shared) : IClassFixture<SharedSidecar>
{
    private SidecarCalls Calls => shared.Calls;

    [Fact]
    public async Task A_list_of_one_pod_is_accepted_too()
    {
        var pod = new PodBody().Container("main", "true");
        var (code, body) = await Calls.PostAsync("/create", $"[{pod.Json}]");
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal(pod.Uid, (string?)JsonNode.Parse(body)!["PodUID"]);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("{}", "pod")]
    [InlineData("""{"pod":{"metadata":{"name":"p","namespace":"d"},"spec":{"containers":[{"name":"c","image":"i"}]}}}""", "uid")]
    [InlineData(
        """{"pod":{"metadata":{"name":"p","namespace":"d","uid":"../../etc"},"spec":{"containers":[{"name":"c","image":"i"}]}}}""",
        "uid"
    )]
    [InlineData("""{"pod":{"metadata":{"name":"p","namespace":"d","uid":"UID"},"spec":{"containers":[]}}}""", "containers")]
    [InlineData(
        """{"pod":{"metadata":{"name":"p","namespace":"d","uid":"UID"},"spec":{"containers":[{"name":"c","image":"i"},"""
            + """{"name":"c","image":"i"}]}}}""",
        "name"
    )]
    [InlineData(
        """{"pod":{"metadata":{"name":"p","namespace":"d","uid":"UID"},"spec":{"containers":[{"name":"Not_A_Label","image":"i"}]}}}""",
        "name"
    )]
    [InlineData(
        """{"pod":{"metadata":{"name":"p","namespace":"d","uid":"UID"}"""
            + ""","spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"lots"}}}]}}}""",
        "cpu"
    )]
    public async Task Bad_input_is_one_line_that_names_the_field_and_leaves_nothing(string body, string named)
    {
        var uid = Guid.NewGuid().ToString();
        var (code, words) = await Calls.PostAsync("/create", body.Replace("UID", uid, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Single(words.TrimEnd('\n').Split('\n'));
        Assert.Contains(named, words, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", words, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(shared.Sidecar.DataRoot, "jobs", uid)));
        var jobs = shared.Pool.Tool("condor_q", "-allusers", "-constraint", $"InterLinkPodUid == \"{uid}\"", "-af", "ClusterId");
        Assert.Empty(jobs.Stdout.Trim());
    }
}
