using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using static HtcondorActors.Actors.Tests.Nodes.RealCluster;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>No node leaves a pod out of its answers that another node tells. "Not there" is not "not heard of".</summary>
public sealed class StatusTableSpecs
{
    private static readonly PodUid Moving = PodUid.Parse("moving"),
        Settled = PodUid.Parse("settled");

    [Fact]
    public async Task A_node_that_joins_also_tells_the_pods_that_no_node_has_at_the_moment()
    {
        await using var cluster = new RealCluster();
        var (a, b) = (await cluster.AddAsync(), await cluster.AddAsync());
        a.Publish(Moving, "moving");
        a.Publish(Settled, "settled");
        await UntilAsync(() => b.Told(Moving, Settled).Length == 2);
        // The pod has left its node, and its next actor cannot read its events: the database is away.
        a.Board.Leave(Moving);
        var c = await cluster.AddAsync();
        await UntilAsync(() => c.Life.KnowsAllPods);
        foreach (var node in (Node[])[a, b, c])
            Assert.Equal(["moving", "settled"], node.Told(Moving, Settled));
    }

    [Fact]
    public async Task A_node_asks_each_other_node_with_one_message_for_all_pods_that_it_misses()
    {
        await using var cluster = new RealCluster();
        var (a, b, c) = (await cluster.AddAsync(), await cluster.AddAsync(), await cluster.AddAsync());
        a.Publish(Moving, "moving");
        b.Publish(Settled, "settled");
        await UntilAsync(() => a.Told(Moving, Settled).Length == 2 && b.Told(Moving, Settled).Length == 2);
        using var asker = Akka.Actor.Inbox.Create(c.System);
        asker.Send(c.Table, new AskNodes([Moving, Settled, PodUid.Parse("unknown")]));
        var (asked, answers) = (0, 0);
        while (asked == 0 || answers < asked)
            if (await asker.ReceiveAsync(TimeSpan.FromSeconds(30)) is var got && got is NodesAsked { Count: var count })
                asked = count;
            else
            {
                answers++;
                Assert.Equal([Moving, Settled], Assert.IsType<SomeStatuses>(got).Statuses.Select(pod => pod.Uid));
            }
        Assert.Equal((2, 2), (asked, answers));
    }
}
