using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.DistributedData;
using Akka.Event;
using Akka.Serialization;
using HtcondorActors.Actors.Hosting;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using static HtcondorActors.Actors.Tests.Nodes.RealCluster;

namespace HtcondorActors.Actors.Tests.Nodes;

/// <summary>
/// What two real nodes write to each other. No serializer creates types that the bytes name: no Newtonsoft.Json, no Hyperion.
/// </summary>
public sealed class WireSerializerSpecs
{
    /// <summary>All serializers that a node has. Each reads a fixed list of types.</summary>
    private static readonly string[] Allowed =
    [
        "Akka.Cluster.Metrics.Serialization.ClusterMetricsMessageSerializer",
        "Akka.Cluster.Serialization.ClusterMessageSerializer",
        "Akka.Cluster.Serialization.ReliableDeliverySerializer",
        "Akka.Cluster.Sharding.Serialization.ClusterShardingMessageSerializer",
        "Akka.Cluster.Tools.Client.Serialization.ClusterClientMessageSerializer",
        "Akka.Cluster.Tools.PublishSubscribe.Serialization.DistributedPubSubMessageSerializer",
        "Akka.Cluster.Tools.Singleton.Serialization.ClusterSingletonMessageSerializer",
        "Akka.DistributedData.Serialization.ReplicatedDataSerializer",
        "Akka.DistributedData.Serialization.ReplicatorMessageSerializer",
        "Akka.Persistence.Serialization.PersistenceMessageSerializer",
        "Akka.Persistence.Serialization.PersistenceSnapshotSerializer",
        "Akka.Remote.Serialization.MessageContainerSerializer",
        "Akka.Remote.Serialization.MiscMessageSerializer",
        "Akka.Remote.Serialization.PrimitiveSerializers",
        "Akka.Remote.Serialization.SystemMessageSerializer",
        "Akka.Serialization.ByteArraySerializer",
        "Akka.Serialization.NullSerializer",
        "HtcondorActors.Actors.Nodes.RefusedSerializer",
        "HtcondorActors.Actors.Nodes.WireSerializer",
    ];

    private sealed record Unlisted(string Words);

    private sealed class ErrorsActor : ReceiveActor
    {
        public ErrorsActor(ConcurrentQueue<string> found) => Receive<Error>(error => found.Enqueue(error.ToString()));
    }

    private sealed class EchoActor : ReceiveActor
    {
        public EchoActor() => ReceiveAny(message => Sender.Tell(message));
    }

    [Fact]
    public async Task A_node_has_no_serializer_that_creates_any_type_and_what_is_in_no_list_falls_to_the_one_that_refuses()
    {
        await using var cluster = new RealCluster();
        var node = await cluster.AddAsync(Extensions);
        UseAll(node);
        var serialization = node.System.Serialization;
        Assert.Equal([], SerializersOf(serialization).Except(Allowed));
        Assert.IsType<RefusedSerializer>(serialization.FindSerializerForType(typeof(Unlisted)));
        Assert.IsType<RefusedSerializer>(serialization.FindSerializerForType(typeof(object)));
        Assert.Throws<NotSupportedException>(() => serialization.Serialize(new Unlisted("secret")));
        // As a peer would name Newtonsoft.Json (1), Hyperion (-5), and the serializers that were replaced.
        foreach (var id in (int[])[1, -5, 2, 3, 7152])
            Assert.ThrowsAny<Exception>(() => serialization.Deserialize("{}"u8.ToArray(), id, typeof(Unlisted).AssemblyQualifiedName!));
        Assert.DoesNotContain(
            AppDomain.CurrentDomain.GetAssemblies(),
            each => each.GetName().Name is "Hyperion" or "Akka.Serialization.Hyperion"
        );
    }

    [Fact]
    public async Task Akkas_own_messages_of_cluster_sharding_singletons_and_distributed_data_have_their_own_serializers()
    {
        await using var cluster = new RealCluster();
        var node = await cluster.AddAsync(Extensions);
        UseAll(node);
        Type[] markers =
        [
            typeof(Akka.Cluster.IClusterMessage),
            typeof(IClusterShardingSerializable),
            typeof(IClusterSingletonMessage),
            typeof(IReplicatorMessage),
            typeof(IReplicatedDataSerialization),
        ];
        var messages =
            from marker in markers
            from type in marker.Assembly.GetTypes()
            where !type.IsAbstract && !type.ContainsGenericParameters && marker.IsAssignableFrom(type)
            select type;
        Assert.True(messages.Count() > 50);
        Assert.Equal([], messages.Where(type => node.System.Serialization.FindSerializerForType(type) is RefusedSerializer));
        Assert.All(WireMessages.Types, type => Assert.IsType<WireSerializer>(node.System.Serialization.FindSerializerForType(type)));
    }

    [Fact]
    public async Task Two_nodes_share_shards_singletons_and_data_without_a_message_that_is_refused()
    {
        await using var cluster = new RealCluster();
        var (a, b) = (await cluster.AddAsync(Extensions), await cluster.AddAsync(Extensions));
        var errors = new ConcurrentQueue<string>();
        foreach (var node in (Node[])[a, b])
            node.System.EventStream.Subscribe(node.System.ActorOf(Props.Create(() => new ErrorsActor(errors))), typeof(Error));
        var (regions, proxies) = (new List<IActorRef>(), new List<IActorRef>());
        foreach (var node in (Node[])[a, b])
        {
            var (region, proxy) = UseAll(node);
            regions.Add(region);
            proxies.Add(proxy);
        }
        // Pods at both nodes, asked from both, and the singleton.
        foreach (var region in regions)
            for (var i = 0; i < 40; i++)
                await UntilAnsweredAsync(region, new WakeUp(PodUid.Parse($"pod{i}")));
        foreach (var proxy in proxies)
            await UntilAnsweredAsync(proxy, new DeletionAccepted(PodUid.Parse("pod1")));
        var replicator = DistributedData.Get(a.System).Replicator;
        var key = new ORSetKey<string>("pods");
        await replicator.Ask(Dsl.Update(key, ORSet<string>.Empty, WriteLocal.Instance, set => set.Add(a.Cluster, "pod1")));
        await UntilAsync(() => Sees(b, key));
        // The shards of one node move to the other one.
        var ended = new TaskCompletionSource();
        Action end = ended.SetResult;
        a.System.ActorOf(Props.Create(() => new RegionEndActor(regions[0], end)));
        await ended.Task;
        for (var i = 0; i < 40; i++)
            await UntilAnsweredAsync(regions[1], new WakeUp(PodUid.Parse($"pod{i}")));
        Assert.Equal([], errors);

        // That the test would have noticed it.
        a.System.ActorSelection(new RootActorPath(b.Cluster.SelfAddress) / "user" / "status-table").Tell(new Unlisted("secret"));
        await UntilAsync(() => !errors.IsEmpty);
        Assert.Contains("is not among the messages between nodes", Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static string Extensions =>
        """
            akka.cluster.sharding.state-store-mode = ddata
            akka.cluster.sharding.rebalance-interval = 1s
            akka.cluster.singleton.hand-over-retry-interval = 1s
            """;

    private static (IActorRef Region, IActorRef Singleton) UseAll(Node node)
    {
        DistributedData.Get(node.System);
        var sharding = ClusterSharding.Get(node.System);
        var region = sharding.Start("pods", Props.Create<EchoActor>(), ClusterShardingSettings.Create(node.System), new PodExtractor());
        node.System.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create<EchoActor>(),
                PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(node.System)
            ),
            "one"
        );
        return (
            region,
            node.System.ActorOf(ClusterSingletonProxy.Props("/user/one", ClusterSingletonProxySettings.Create(node.System)), "one-proxy")
        );
    }

    private static async Task UntilAnsweredAsync(IActorRef actor, object message)
    {
        while (true)
            try
            {
                Assert.Equal(message, await actor.Ask<object>(message, TimeSpan.FromSeconds(3)));
                return;
            }
            catch (AskTimeoutException)
            {
                // The shard or the singleton has no home yet.
            }
    }

    private static bool Sees(Node node, ORSetKey<string> key) =>
        DistributedData.Get(node.System).Replicator.Ask(Dsl.Get(key, ReadLocal.Instance)).Result is GetSuccess got
        && got.Get(key).Contains("pod1");

    // Akka.NET shows its serializers to nobody.
    private static IEnumerable<string> SerializersOf(Serialization serialization) =>
        typeof(Serialization)
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(field => field.GetValue(serialization))
            .OfType<IEnumerable>()
            .SelectMany(all => all.Cast<object>())
            .SelectMany(each => (object?[])[each, each.GetType().GetProperty("Value")?.GetValue(each)])
            .OfType<Serializer>()
            .Select(each => each.GetType().FullName!)
            .Distinct()
            .Order(StringComparer.Ordinal);
}
