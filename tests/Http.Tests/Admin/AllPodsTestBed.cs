using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Http.Admin;

namespace HtcondorActors.Http.Tests.Admin;

/// <summary>A sidecar with two other nodes that answer.</summary>
public abstract class AllPodsTestBed : IAsyncLifetime
{
    private protected const string B = "node-b:25520";
    private protected const string C = "node-c:25520";

    private protected Dictionary<string, ScriptedDirectory> Others { get; } = new() { [B] = new(), [C] = new() };
    private protected AdminSidecar Admin { get; private set; } = null!;
    private protected ScriptedNodes Nodes => Admin.Sidecar.Nodes;

    public async Task InitializeAsync()
    {
        Admin = await AdminSidecar.StartAsync();
        Admin.Pods.OtherNodes = [B, C];
        foreach (var (name, pods) in Others)
            Nodes.Answering[name] = new OwnPods(pods, new PodListings(TimeProvider.System));
    }

    public async Task DisposeAsync() => await Admin.DisposeAsync();

    private protected async Task<JsonNode> ReadAsync(string path)
    {
        var (code, text) = await Admin.GetAsync(path);
        Assert.True(code == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The UIDs of all pages.</summary>
    private protected async Task<IReadOnlyList<string>> PagesAsync(string query, int limit)
    {
        var uids = new List<string>();
        for (var token = ""; ; )
        {
            var page = await ReadAsync($"/admin/v1/pods?{query}&limit={limit}{token}");
            uids.AddRange(page["items"]!.AsArray().Select(pod => (string)pod!["uid"]!));
            if ((string?)page["continue"] is not { } next)
                return uids;
            Assert.True((int)page["remaining"]! > 0);
            token = $"&continue={next}";
        }
    }
}
