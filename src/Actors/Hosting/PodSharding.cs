using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Persistence;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>Starts the shard region of the pods and the actors beside them.</summary>
internal static class PodSharding
{
    /// <summary>The name of the pods' shard region.</summary>
    public const string Name = "pods";

    public static AkkaConfigurationBuilder WithPods(this AkkaConfigurationBuilder builder, NodeContext node)
    {
        var (options, clock, logs) = (node.Options, node.Clock, node.Logs);
        // Pods and the actors beside them refer to each other. Pods are started first; their messages to the other actors wait until those
        // are started.
        var (podLog, waiting) = (logs.CreateLogger<PodActor>(), new PodsWaitingForScheduler());
        // Pods is how all actors reach the pods of all nodes. On the only node it is the region itself.
        var (region, pods, readers) = ((IActorRef)ActorRefs.Nobody, (IActorRef)ActorRefs.Nobody, (IActorRegistry?)null);
        var beside = NodeActors.Of(
            node,
            () => pods,
            waiting,
            reader => readers!.Register<StatusReaderActor>(reader, overwrite: true),
            keeper => readers!.Register<OperatorKeeperActor>(keeper, overwrite: true)
        );
        var around = new PodContext(options, clock, node.Board, beside.Lanes, node.Folders, node.RunnerProgram, waiting, podLog)
        {
            States = node.States,
            Histories = node.Histories,
            Troubles = new PodTroubles(clock.Wall, podLog, waiting),
            WallAhead = () => clock.WallAhead,
            Schedd = () => node.Answers.Schedd,
            Pods = node.Cluster is null ? null : () => pods,
            Staged = node.Staged,
            Fetches = options.OutputIsFetched ? node.Fetches : null,
            OutlineFile = (outline, schedd) => OutlineFile.Of(outline, schedd, clock.WallClockNow),
        };
        var props = Props.CreateBy(new PodProducer(around)).WithMailbox(PodMailbox.Id);
        return builder
            .AddHocon(PodMailbox.Hocon, HoconAddMode.Append)
            .WithShardRegion<PodActor>(
                Name,
                _ => props,
                new PodExtractor(),
                new ShardOptions
                {
                    StateStoreMode = Akka.Cluster.Sharding.StateStoreMode.DData,
                    RememberEntities = false,
                    // A pod that receives no messages still owns its job. Pods that have nothing left to do ask for passivation themselves.
                    ShouldPassivateIdleEntities = false,
                    HandOffStopMessage = node.Cluster is null ? null : new HandOff(),
                }
            )
            .WithActors(
                (system, registry) =>
                {
                    (region, readers) = (registry.Get<PodActor>(), registry);
                    pods = node.Cluster is { } cluster ? ClusterActors.Start(system, registry, node, cluster, waiting) : region;
                    var journal = Persistence.Instance.Apply(system).JournalFor(null);
                    var watchdog = new WatchdogContext(
                        beside.Kept,
                        [new("the shard region of the pods", region), new("the journal", journal)],
                        region,
                        node.Health,
                        node.Failure,
                        logs.CreateLogger<WatchdogActor>()
                    )
                    {
                        Beat = options.HeartbeatInterval,
                        AtEachBeat = () =>
                        {
                            node.Pulse.Beat();
                            node.Writes.Look();
                        },
                        IsShuttingDown = () =>
                            (CoordinatedShutdown.Get(system).ShutdownReason is not null && !FailedHandshakes.IsReason(system))
                            || node.Cluster is { Life.IsLeaving: true },
                    };
                    foreach (var singleton in beside.Singletons)
                        singleton.Find(system);
                    var keeper = system.ActorOf(Props.Create(() => new WatchdogActor(watchdog)), "beside-the-pods");
                    foreach (var singleton in beside.Singletons)
                        singleton.Start(system, keeper);
                }
            );
    }
}
