using Akka.Actor;
using Akka.Cluster;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// Sends messages on to an actor that runs once in the cluster. It exists before the actor is found, and keeps its reference.
/// </summary>
internal sealed class SingletonLinkActor : ReceiveActor
{
    public SingletonLinkActor(Func<IActorRef> singleton) => ReceiveAny(message => singleton().Forward(message));
}

/// <summary>
/// Wakes the pods of all nodes, and searches for old tombstones. When a node has ended, its pods are woken on the others: nobody else would
/// before somebody asks for them.
/// </summary>
internal sealed class PodKeeperActor : ReceiveActor, IWithTimers
{
    /// <summary>The shards of the ended node have new homes by then.</summary>
    private static readonly TimeSpan WakeAfter = TimeSpan.FromSeconds(1);

    private sealed record WakeDue;

    private readonly Cluster _cluster = Cluster.Get(Context.System);

    /// <param name="wakeUp">Makes the actor that wakes all pods; gets the one that searches for tombstones.</param>
    /// <param name="tombstones">The actor that searches for tombstones.</param>
    public PodKeeperActor(Func<ICanTell, Props> wakeUp, Props tombstones)
    {
        var search = Context.ActorOf(tombstones);
        IActorRef waking = ActorRefs.Nobody;
        // The first event is the present state, and wakes the pods for the first time.
        Receive<ClusterEvent.CurrentClusterState>(_ => Wake());
        Receive<ClusterEvent.MemberRemoved>(_ => Timers.StartSingleTimer(nameof(WakeDue), new WakeDue(), WakeAfter));
        Receive<WakeDue>(_ => Wake());

        void Wake()
        {
            Context.Stop(waking);
            waking = Context.ActorOf(wakeUp(search));
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _cluster.Subscribe(Self, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
