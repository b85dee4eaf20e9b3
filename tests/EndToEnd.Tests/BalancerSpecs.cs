using System.Net;
using System.Text.Json.Nodes;
using HtcondorActors.Cli.VirtualKubelet;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>interLink knows one address. Behind it nodes come and go.</summary>
[Collection(NodesCollection.Name)]
public sealed class BalancerSpecs(CondorPool pool)
{
    [Fact]
    public async Task No_request_fails_at_the_shipped_balancer_when_a_node_is_stopped_the_database_is_away_or_a_node_is_killed()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        using var balancer = new Balancer(nodes.All);
        await Wait.UntilAsync("an answer", balancer.Client.AnswersAsync);
        var gate = new Gate(nodes[0].Folder);
        var pods = new List<PodBody>();

        // The node that answers leaves, and comes back.
        var stopped = Task.CompletedTask;
        for (var i = 0; i < 30; i++)
        {
            if (i == 10)
                stopped = Task.Run(async () => Assert.Equal(0, await nodes[0].StopAsync()));
            var pod = new PodBody($"pod{i}").Container("main", $"{gate.IsWaitedFor}; exit {i}", main => main["image"] = "host");
            pods.Add(pod);
            await balancer.Client.CreateAsync(pod);
            await AllAreToldAsync();
        }
        await stopped;
        await nodes[0].StartAgainAsync();
        await nodes.UntilReadyAsync(nodes[0]);

        // No node is ready. Pings and statuses are answered all the same, and a create with the reason.
        nodes.Database.Stop();
        foreach (var node in nodes.All)
            await Wait.UntilAsync("the node to miss its database", async () => !await nodes.ReadyAsync(node));
        Assert.Contains("degraded", await balancer.Client.PingAsync(), StringComparison.Ordinal);
        await AllAreToldAsync();
        var refused = await balancer.Client.PostAsync("/create", new PodBody("refused").Container("main", "true").Json);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Code);
        Assert.Contains("journal", refused.Body, StringComparison.Ordinal);
        nodes.Database.StartAgain();
        foreach (var node in nodes.All)
            await nodes.UntilReadyAsync(node);

        // The node that answers dies.
        await nodes[0].KillAsync();
        for (var i = 0; i < 30; i++)
            await AllAreToldAsync();
        gate.Open();
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await balancer.Client.EndAsync(pod))["main"]);

        async Task AllAreToldAsync()
        {
            var told = await balancer.Client.StatusOfAllAsync([.. pods]);
            Assert.Equal(pods.Count, told.Count);
        }
    }
}
