using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Scheduling;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>An actor that runs once in the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Props">How it is made; gets the watchdog of this node.</param>
/// <param name="Found">Called with the reference by which all actors of this node reach it.</param>
internal sealed record Singleton(string Name, Func<IActorRef, Props> Props, Action<IActorRef> Found)
{
    /// <summary>Starts what finds the actor.</summary>
    public void Find(ActorSystem system)
    {
        var finder = ClusterSingletonProxySettings.Create(system).WithBufferSize(MostWaiting).WithLogSingletonIdentificationFailure(false);
        Found(system.ActorOf(ClusterSingletonProxy.Props("/user/" + Name, finder), Name + "-proxy"));
    }

    /// <summary>Starts what keeps the actor on the oldest node.</summary>
    public void Start(ActorSystem system, IActorRef watchdog)
    {
        var settings = ClusterSingletonManagerSettings.Create(system);
        system.ActorOf(ClusterSingletonManager.Props(Props(watchdog), PoisonPill.Instance, settings), Name);
    }

    /// <summary>Akka.NET's limit. Messages beyond it are lost, and repeated by their senders.</summary>
    private const int MostWaiting = 10_000;
}

/// <summary>
/// The actors that run once in the cluster: the queue poller, the writer of the operators' actions, and the keeper of all pods. Each node
/// has links to them in their places.
/// </summary>
internal sealed class ClusterSingletons
{
    private IActorRef _poller = ActorRefs.Nobody;

    /// <param name="node">The dependencies of the actors.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="poller">Makes the queue poller.</param>
    /// <param name="operators">Makes the writer of the operators' actions; told how to reach it.</param>
    /// <param name="tombstones">Makes the search for old tombstones.</param>
    /// <param name="pods">The pods of all nodes.</param>
    public ClusterSingletons(
        NodeContext node,
        ClusterContext cluster,
        RestartableRef poller,
        RestartableRef operators,
        RestartableRef tombstones,
        Func<IActorRef> pods
    )
    {
        Func<IActorRef> find = () => _poller;
        Poller = new RestartableRef(poller.Name + "-link", () => Props.Create(() => new SingletonLinkActor(find)));
        node.Operators.Shown = (drain, unknown) => cluster.Announce(new DrainShown(drain, unknown));
        All =
        [
            new("queue-poller", PollerHost, found => _poller = found),
            new("operators", _ => operators.Props, found => operators.Started!(found)),
            new("pod-keeper", PodKeeper, _ => { }),
        ];

        Props PollerHost(IActorRef watchdog)
        {
            // A poller that begins knows no pod, so all nodes are told, and their pods ask again.
            var kept = new RestartableRef(poller.Name, () => poller.Props) { Started = _ => cluster.Announce(new PollerBegan()) };
            var log = node.Logs.CreateLogger<PollerHostActor>();
            return Props.Create(() => new PollerHostActor(kept, watchdog, log));
        }

        Props PodKeeper(IActorRef watchdog)
        {
            Func<ICanTell, Props> wakeUp = search => NodeActors.WakeUpOf(node, pods(), search, _ => { });
            var props = tombstones.Props;
            return Props.Create(() => new PodKeeperActor(wakeUp, props));
        }
    }

    /// <summary>The link to the queue poller.</summary>
    public RestartableRef Poller { get; }

    /// <summary>What the watchdog of this node keeps.</summary>
    public IReadOnlyList<RestartableRef> Links => [Poller];

    public IReadOnlyList<Singleton> All { get; }
}
