using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Queue;
using HtcondorActors.Actors.Reading;
using HtcondorActors.CondorIo;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>The shard region of pods, and what stands beside it once per node.</summary>
internal static class PodSharding
{
    private static readonly TimeSpan GatherWithin = TimeSpan.FromSeconds(8);

    public static AkkaConfigurationBuilder WithPods(
        this AkkaConfigurationBuilder builder, ActorsOptions options, CondorIoOptions condor,
        ICondorScheduler scheduler, IJobFolders folders, IJobOutput output, StatusBoard board, FetchBoard fetches, TimeProvider clock, string runnerProgram, string journal, ILoggerFactory logs)
    {
        // The region is made before the node's own actors, and pods are made by it later: they meet here.
        var lanes = new TaskCompletionSource<SchedulerLanes>();
        var podLog = logs.CreateLogger<PodActor>();
        var around = new Lazy<PodSurroundings>(() => new PodSurroundings(options, clock, board, lanes.Task.Result, folders, runnerProgram, podLog));
        var props = Props.CreateBy(new PodProducer(around)).WithMailbox(PodMailbox.Id);
        var pollLog = logs.CreateLogger<QueuePollerActor>();
        var wakeLog = logs.CreateLogger<WakeUpActor>();
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
                var streams = system.ActorOf(Props.Create(() => new StreamWatcherActor(output, folders, options, clock)), "streams");
                var fetcher = options.OutputIsFetched ? system.ActorOf(Props.Create(() => new OutputFetchActor(scheduler, output, fetches, streams, options, clock)), "output-fetch") : null;
                var poller = system.ActorOf(Props.Create(() => new QueuePollerActor(scheduler, region, fetcher, options, clock, pollLog)), "queue-poller");
                lanes.SetResult(SchedulerLanes.Start(system, scheduler, condor, poller, streams, ends: fetcher ?? streams));
                registry.Register<QueuePollerActor>(poller);
                registry.Register<StatusReaderActor>(system.ActorOf(Props.Create(() => new StatusReaderActor(region, GatherWithin)), "status-reader"));
                Func<Task<IReadOnlyList<PodUid>>> list = () => Task.Run(() => WakeUpActor.List(journal, folders));
                system.ActorOf(Props.Create(() => new WakeUpActor(region, list, options.RetryAfter, wakeLog)), "wake-up");
            });
    }
}
