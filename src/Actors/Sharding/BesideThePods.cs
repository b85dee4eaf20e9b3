using Akka.Actor;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Queue;
using HtcondorActors.Actors.Reading;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Sharding;

/// <summary>The actors that stand beside the pods once per node, and how each is made.</summary>
/// <param name="Lanes">What pods call.</param>
/// <param name="Kept">All of them.</param>
internal sealed record BesideThePods(SchedulerLanes Lanes, IReadOnlyList<KeptRef> Kept)
{
    private const int FetchesOfOneRound = 3;

    private static readonly TimeSpan GatherWithin = TimeSpan.FromSeconds(8);

    /// <param name="node">What they are made from.</param>
    /// <param name="region">The pods.</param>
    /// <param name="waiting">Those that wait for the scheduler.</param>
    /// <param name="readerStarted">Is given each actor that gathers statuses.</param>
    public static BesideThePods Of(NodeSurroundings node, IActorRef region, WaitingPods waiting, Action<IActorRef> readerStarted)
    {
        var (scheduler, output, folders, fetches) = (node.Scheduler, node.Output, node.Folders, node.Fetches);
        var (options, clock) = (node.Options, node.Clock);
        var streams = new KeptRef("streams", Props.Create(() => new StreamWatcherActor(output, folders, options, clock)))
        {
            HasWatchList = true,
        };
        var limit = FetchesOfOneRound * node.Condor.LongestCall;
        var fetching = Props.Create(() => new OutputFetchActor(scheduler, output, fetches, streams, options, limit, clock));
        var fetcher = options.OutputIsFetched ? new KeptRef("output-fetch", fetching) : null;
        var pollLog = node.Logs.CreateLogger<QueuePollerActor>();
        var pollTrouble = node.Health.Of("queue-poller polls");
        var unowned = new UnownedJobs(node.Health, node.Condor.Instance, pollLog);
        var poller = new KeptRef("queue-poller", Props.Create(() => new QueuePollerActor(scheduler, region, fetcher, unowned, waiting, options, clock, pollLog, pollTrouble))) { HasWatchList = true };
        var reader = new KeptRef("status-reader", Props.Create(() => new StatusReaderActor(region, GatherWithin)))
        {
            Started = readerStarted,
        };
        var wakeLog = node.Logs.CreateLogger<WakeUpActor>();
        var lists = new WakeUpLists(
            () => Task.Run(() => WakeUpActor.Known(node.Journal)),
            () => Task.Run(() => WakeUpActor.LeftoversAsync(node.Journal, folders, scheduler)));
        var search = new TombstoneSearch(node.Journal, options, clock);
        Func<Task<OldTombstones>> find = () => Task.Run(search.Find);
        var forgetLog = node.Logs.CreateLogger<TombstonesActor>();
        var tombstones = new KeptRef("tombstones",
            Props.Create(() => new TombstonesActor(region, find, options.RetryAfter, options.ForgetEvery, forgetLog)));
        var waking = Props.Create(() => new WakeUpActor(region, lists, options.RetryAfter, tombstones, wakeLog));
        var wakeUp = new KeptRef("wake-up", waking);
        var around = new LaneSurroundings(scheduler, node.Condor, options, node.Health, clock);
        var lanes = SchedulerLanes.Of(around, poller, streams, ends: (ICanTell?)fetcher ?? streams);
        return new(lanes, [.. lanes.Kept, streams, .. fetcher is null ? [] : (KeptRef[])[fetcher], poller, reader, tombstones, wakeUp]);
    }
}
