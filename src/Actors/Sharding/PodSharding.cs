using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Persistence;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Queue;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>The shard region of pods, and what stands beside it once per node.</summary>
internal static class PodSharding
{
    public static AkkaConfigurationBuilder WithPods(this AkkaConfigurationBuilder builder, NodeSurroundings node)
    {
        var (options, clock, logs) = (node.Options, node.Clock, node.Logs);
        // The region is made before the node's own actors, and pods are made by it later: they meet here.
        var lanes = new TaskCompletionSource<SchedulerLanes>();
        var (podLog, waiting) = (logs.CreateLogger<PodActor>(), new WaitingPods());
        var around = new Lazy<PodSurroundings>(() =>
            new PodSurroundings(options, clock, node.Board, lanes.Task.Result, node.Folders, node.RunnerProgram, waiting, podLog));
        var props = Props.CreateBy(new PodProducer(around)).WithMailbox(PodMailbox.Id);
        return builder
            .AddHocon(PodMailbox.Hocon, HoconAddMode.Append)
            .WithShardRegion<PodActor>(
                "pods",
                _ => props,
                new PodExtractor(),
                new ShardOptions
                {
                    StateStoreMode = Akka.Cluster.Sharding.StateStoreMode.DData,
                    RememberEntities = false,
                    // A pod that is quiet still owns its job; those that have nothing left to do say so themselves.
                    ShouldPassivateIdleEntities = false,
                })
            .WithActors((system, registry) =>
            {
                var region = registry.Get<PodActor>();
                var journal = Persistence.Instance.Apply(system).JournalFor(null);
                var beside = BesideThePods.Of(node, region, waiting, reader => registry.Register<StatusReaderActor>(reader, overwrite: true));
                var watchdog = new WatchdogSurroundings(
                    beside.Kept,
                    [new("the shard region of the pods", region), new("the journal", journal)],
                    region, node.Health, node.Failure, logs.CreateLogger<WatchdogActor>())
                {
                    Beat = options.HeartbeatInterval,
                    Started = () => lanes.TrySetResult(beside.Lanes),
                    IsShuttingDown = () => CoordinatedShutdown.Get(system).ShutdownReason is not null,
                };
                system.ActorOf(Props.Create(() => new WatchdogActor(watchdog)), "beside-the-pods");
            });
    }
}
