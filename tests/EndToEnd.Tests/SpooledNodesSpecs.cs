using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Nodes whose schedd is elsewhere: each fetches the output of its own pods, into the data folder that they share.</summary>
[Collection(NodesCollection.Name)]
public sealed class SpooledNodesSpecs(CondorPool pool)
{
    [Fact]
    public async Task A_log_is_as_new_at_one_node_as_at_the_other_and_goes_on_when_its_node_leaves()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 2, "ScheddHost: schedd@pool.test");
        var (more, end) = (new Gate(nodes[0].Folder), new Gate(nodes[0].Folder));
        // With four pods each node has some, but for one run in eight.
        var pods = Enumerable
            .Range(0, 4)
            .Select(i =>
                new PodBody($"pod{i}").Container(
                    "main",
                    $"echo up {i}; {more.IsWaitedFor}; echo more; {end.IsWaitedFor}; exit {i}",
                    main => main["image"] = "host"
                )
            )
            .ToArray();
        foreach (var (i, pod) in pods.Index())
            await nodes[i % 2].Client.CreateAsync(pod);
        foreach (var node in nodes.All)
        foreach (var (i, pod) in pods.Index())
            await Wait.UntilAsync("the live log", async () => await node.Client.LogsAsync(pod, "main") == $"up {i}\n");

        var followers = await Task.WhenAll(pods.Select(pod => nodes[1].Client.FollowAsync(pod, "main")));
        foreach (var (i, follower) in followers.Index())
            Assert.Equal($"up {i}", await follower.ReadLineAsync());
        more.Open();
        foreach (var follower in followers)
            Assert.Equal("more", await follower.ReadLineAsync());

        nodes[0].Signal("TERM");
        Assert.Equal(0, await nodes[0].ExitCodeAsync());
        end.Open();
        foreach (var (i, pod) in pods.Index())
        {
            Assert.Equal(i, (await nodes[1].Client.EndAsync(pod))["main"]);
            Assert.Equal($"up {i}\nmore\n", await nodes[1].Client.LogsAsync(pod, "main"));
        }
        foreach (var follower in followers)
        {
            Assert.Equal("", await follower.ReadToEndAsync());
            follower.Dispose();
        }
    }
}
