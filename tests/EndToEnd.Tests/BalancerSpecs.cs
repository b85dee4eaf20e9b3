using System.Net;
using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>interLink knows one address. Behind it nodes come and go.</summary>
[Collection(NodesCollection.Name)]
public sealed class BalancerSpecs(CondorPool pool)
{
    [Fact]
    public async Task Creates_go_to_all_nodes_in_turn_and_all_other_requests_to_one()
    {
        var nodes = Enumerable.Range(0, 3).Select(_ => new AnsweringNode()).ToList();
        using var balancer = new Balancer([.. nodes.Select(node => node.Port)]);
        await Wait.UntilAsync("an answer", balancer.Client.AnswersAsync);
        foreach (var node in nodes)
            node.Forget();
        for (var i = 0; i < 30; i++)
        {
            await balancer.Client.PostAsync("/create", "{}");
            await balancer.Client.PingAsync();
        }
        Assert.All(nodes, node => Assert.Equal(10, node.Count("/create")));
        Assert.Equal([0, 0, 30], nodes.Select(node => node.Count("/status")).Order());
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task The_shipped_balancer_answers_when_the_database_is_away_and_when_the_node_that_it_asks_is_killed_or_stopped()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3);
        using var balancer = new Balancer(nodes.All);
        await Wait.UntilAsync("an answer", balancer.Client.AnswersAsync);
        var gate = new Gate(nodes[0].Folder);
        var pods = new List<PodBody>();
        for (var i = 0; i < 10; i++)
            await CreateAsync();

        // No node is ready. Pings and statuses are answered all the same, and a create with the reason.
        nodes.Database.Stop();
        foreach (var node in nodes.All)
            await Wait.UntilAsync("the node to miss its database", async () => !await nodes.ReadyAsync(node));
        Assert.Contains("degraded", await balancer.Client.PingAsync(), StringComparison.Ordinal);
        Assert.Equal(pods.Count, await ToldAsync());
        var refused = await balancer.Client.PostAsync("/create", new PodBody("refused").Container("main", "true").Json);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Code);
        Assert.Contains("journal", refused.Body, StringComparison.Ordinal);
        nodes.Database.StartAgain();
        foreach (var node in nodes.All)
            await nodes.UntilReadyAsync(node);

        // The node that answers dies, and comes back.
        await nodes[0].KillAsync();
        for (var i = 0; i < 30; i++)
            Assert.Equal(pods.Count, await ToldAsync());
        await nodes[0].StartAgainAsync();
        await nodes.UntilReadyAsync(nodes[0]);

        // It leaves. No create and no status fails.
        var stopped = Task.Run(async () => Assert.Equal(0, await nodes[0].StopAsync()));
        do
        {
            try
            {
                await CreateAsync();
                await ToldAsync();
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"the nodes said:\n{nodes.LastLines(40)}", fault);
            }
        } while (!stopped.IsCompleted);
        await stopped;
        gate.Open();
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await balancer.Client.EndAsync(pod))["main"]);

        async Task CreateAsync()
        {
            var i = pods.Count;
            pods.Add(new PodBody($"pod{i}").Container("main", $"{gate.IsWaitedFor}; exit {i}", main => main["image"] = "host"));
            await balancer.Client.CreateAsync(pods[^1]);
        }

        async Task<int> ToldAsync() => (await balancer.Client.StatusOfAllAsync([.. pods])).Count;
    }
}
