using HtcondorActors.TestPool;

namespace HtcondorActors.EndToEnd.Tests;

/// <summary>Nodes whose schedd is elsewhere: each fetches the output of its own pods, into the data folder that they share.</summary>
[Collection(NodesCollection.Name)]
public sealed class SpooledNodesSpecs(CondorPool pool)
{
    [Fact]
    public async Task A_log_is_as_new_at_one_node_as_at_the_other_and_goes_on_when_its_node_is_killed()
    {
        await using var nodes = await NodeSet.StartAsync(pool, 3, "ScheddHost: schedd@pool.test");
        var (more, end) = (new Gate(nodes[0].Folder), new Gate(nodes[0].Folder));
        var pods = Enumerable
            .Range(0, 6)
            .Select(i =>
                new PodBody($"pod{i}").Container(
                    "main",
                    $"echo up {i}; {more.IsWaitedFor}; echo more; {end.IsWaitedFor}; exit {i}",
                    main => main["image"] = "host"
                )
            )
            .ToArray();
        foreach (var (i, pod) in pods.Index())
            await nodes[i % 3].Client.CreateAsync(pod);
        foreach (var node in nodes.All)
        foreach (var (i, pod) in pods.Index())
            await Wait.UntilAsync("the live log", async () => await node.Client.LogsAsync(pod, "main") == $"up {i}\n");

        var followers = await Task.WhenAll(pods.Select(pod => nodes[2].Client.FollowAsync(pod, "main")));
        foreach (var (i, follower) in followers.Index())
            Assert.Equal($"up {i}", await follower.ReadLineAsync());
        more.Open();
        foreach (var follower in followers)
            Assert.Equal("more", await follower.ReadLineAsync());

        // The others take its pods over after a while. Until then these do not answer.
        await nodes[0].KillAsync();
        end.Open();
        foreach (var (i, pod) in pods.Index())
            Assert.Equal(i, (await nodes[1].Client.EndAsync(pod))["main"]);
        foreach (var follower in followers)
        {
            Assert.Equal("", await follower.ReadToEndAsync());
            follower.Dispose();
        }
        foreach (var node in (Sidecar[])[nodes[1], nodes[2]])
        foreach (var (i, pod) in pods.Index())
            Assert.Equal($"up {i}\nmore\n", await node.Client.LogsAsync(pod, "main"));
    }
}
