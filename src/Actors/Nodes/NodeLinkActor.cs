using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;

namespace HtcondorActors.Actors.Nodes;

/// <summary>
/// What all nodes are told by the node that polls the queue and by the one that writes the operators' actions: it shows that on this node's
/// boards, and lets this node's pods go on.
/// </summary>
internal sealed class NodeLinkActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TellDrainEvery = TimeSpan.FromSeconds(10);

    /// <summary>A message of this node's own actors to the other nodes.</summary>
    internal sealed record Announcement(object Message);

    private sealed record TellDrain;

    private readonly Peers _peers = new(Context);

    /// <param name="pods">The pods of all nodes.</param>
    /// <param name="region">The shard region of this node.</param>
    /// <param name="queue">Shows whether the queue can be seen.</param>
    /// <param name="health">Shows why not.</param>
    /// <param name="operators">Shows whether Kubernetes' node is drained.</param>
    /// <param name="waiting">This node's pods that wait for the scheduler.</param>
    public NodeLinkActor(
        IActorRef pods,
        IActorRef region,
        CondorBoard queue,
        Action<string?> health,
        OperatorBoard operators,
        PodsWaitingForScheduler waiting
    )
    {
        DrainShown? drain = null;
        var (isOutage, hasJustRecovered) = (false, false);
        Receive<Announcement>(own =>
        {
            _peers.TellAll(own.Message);
            if (own.Message is DrainShown shown)
                drain = shown;
            else if (own.Message is PollerBegan)
                region.Tell(GetShardRegionState.Instance);
        });
        Receive<QueuePolled>(polled =>
        {
            queue.ShowQueue(polled.Trouble, polled.At);
            health(polled.Trouble);
            // As on the node that polls: only after an outage, and once more for calls that began in it and failed later.
            if (polled.Trouble is null && (isOutage || hasJustRecovered))
                foreach (var uid in waiting.TakeAll())
                    pods.Tell(new WakeUp(uid));
            (isOutage, hasJustRecovered) = (polled.Trouble is not null, isOutage && polled.Trouble is null);
        });
        Receive<PollerBegan>(_ => region.Tell(GetShardRegionState.Instance));
        // Each pod of this node watches its job again.
        Receive<CurrentShardRegionState>(here =>
        {
            foreach (var entity in here.Shards.SelectMany(shard => shard.EntityIds))
                if (PodUid.TryParse(entity, out var uid))
                    pods.Tell(new WakeUp(uid));
        });
        Receive<DrainShown>(shown =>
        {
            drain = null; // another node has the decisions now
            operators.Take(shown.Drain, shown.Unknown);
        });
        Receive<TellDrain>(_ =>
        {
            if (drain is not null)
                _peers.TellAll(drain);
        });
        Receive<ClusterEvent.MemberUp>(up =>
        {
            if (_peers.Add(up) is { } node && drain is not null)
                _peers.Tell(node, drain);
        });
        Receive<ClusterEvent.MemberRemoved>(removed => _peers.Remove(removed));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _peers.Subscribe();
        Timers.StartPeriodicTimer(nameof(TellDrain), new TellDrain(), TellDrainEvery);
    }

    protected override void PostStop() => _peers.Unsubscribe();
}
