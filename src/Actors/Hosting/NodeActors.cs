using Akka.Actor;
using HtcondorActors.Actors.Nodes;
using HtcondorActors.Actors.Operators;
using HtcondorActors.Actors.Pods;
using HtcondorActors.Actors.Protocol;
using HtcondorActors.Actors.Reading;
using HtcondorActors.Actors.Scheduling;
using Microsoft.Extensions.Logging;

namespace HtcondorActors.Actors.Hosting;

/// <summary>The actors beside the pods, and how each is created.</summary>
/// <param name="Lanes">The lanes that pods use.</param>
/// <param name="Kept">All actors beside the pods.</param>
/// <param name="Singletons">The actors that run once in the cluster; none on the only node.</param>
internal sealed record NodeActors(SchedulerLanes Lanes, IReadOnlyList<RestartableRef> Kept, IReadOnlyList<Singleton> Singletons)
{
    private const int FetchesOfOneRound = 3;

    /// <summary>How often HTCondor analyses idle jobs at most.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan GatherWithin = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromSeconds(3);

    /// <summary>No create takes so long.</summary>
    private static readonly TimeSpan OldFolder = TimeSpan.FromHours(1);

    /// <param name="node">The dependencies of the actors.</param>
    /// <param name="region">Returns the shard region of the pods. It exists when these actors start, but not yet when the pods get their
    /// references.</param>
    /// <param name="waiting">The pods that wait for the scheduler.</param>
    /// <param name="readerStarted">Called with each status reader that is started.</param>
    /// <param name="keeperStarted">Called with each keeper of the operators' actor that is started.</param>
    public static NodeActors Of(
        NodeContext node,
        Func<IActorRef> region,
        PodsWaitingForScheduler waiting,
        Action<IActorRef> readerStarted,
        Action<IActorRef> keeperStarted
    )
    {
        var (scheduler, output, folders, fetches) = (node.Scheduler, node.Output, node.Folders, node.Fetches);
        var (options, clock) = (node.Options, node.Clock);
        var streams = new RestartableRef("streams", () => Props.Create(() => new StreamWatcherActor(output, folders, options, clock)))
        {
            HasWatchList = true,
        };
        var limit = FetchesOfOneRound * node.Condor.LongestCall;
        Func<bool> mayAct = () => node.Cluster?.Lease.IsHeld ?? true;
        var fetcher = options.OutputIsFetched ? new RestartableRef("output-fetch", Fetching) : null;
        var strays = new StrayTags();
        var poller = PollerOf(node, region, strays, waiting);
        var reader = new RestartableRef("status-reader", () => ReaderOf(node, region())) { Started = readerStarted };
        var operators = OperatorsOf(node, region, keeperStarted);
        var tombstones = TombstonesOf(node, region);
        var wakeUp = WakeUpOf(node, region, tombstones);
        var explainer = ExplainerOf(node);
        var around = new LaneContext(scheduler, node.Condor, options, node.Health, strays, clock) { MayAct = mayAct };
        var singletons = node.Cluster is { } cluster ? new ClusterSingletons(node, cluster, poller, operators, tombstones, region) : null;
        var lanes = Scheduling.Lanes.Of(around, singletons?.Poller ?? poller, streams, ends: (ICanTell?)fetcher ?? streams, explainer);
        return new(
            lanes,
            [
                .. Scheduling.Lanes.Kept(lanes),
                streams,
                .. fetcher is null ? [] : (RestartableRef[])[fetcher],
                reader,
                .. singletons?.Links ?? [poller, operators, tombstones, wakeUp],
                .. ForgottenOf(node, region),
                ScheddOf(node),
                .. PoolTotalsOf(node),
                .. explainer is null ? [] : (RestartableRef[])[explainer],
            ],
            singletons?.All ?? []
        );

        Props Fetching() => Props.Create(() => new OutputFetchActor(scheduler, output, fetches, streams, options, limit, clock, mayAct));
    }

    private static Props ReaderOf(NodeContext node, IActorRef pods)
    {
        Func<IActorRef>? table = node.Cluster is { } cluster ? () => cluster.Table : null;
        return Props.Create(() => new StatusReaderActor(pods, GatherWithin, table));
    }

    private static RestartableRef OperatorsOf(NodeContext node, Func<IActorRef> region, Action<IActorRef> started)
    {
        var (board, again, log) = (node.Operators, node.Options.RetryAfter, node.Logs.CreateLogger<OperatorActor>());
        Func<PodUid, LoggedPod> names = uid => node.States.Find(uid)?.Pod.Logged() ?? new LoggedPod(uid);
        return new RestartableRef("operators", Made) { Started = started };

        Props Made()
        {
            var pods = region();
            var actor = Props.Create(() => new OperatorActor(pods, board, names, log));
            return Props.Create(() => new OperatorKeeperActor(actor, again));
        }
    }

    private static RestartableRef PollerOf(NodeContext node, Func<IActorRef> region, StrayTags strays, PodsWaitingForScheduler waiting)
    {
        var (scheduler, options, clock) = (node.Scheduler, node.Options, node.Clock);
        var log = node.Logs.CreateLogger<QueuePollerActor>();
        var report = node.Health.Of("queue-poller polls");
        var trouble = (string? words) =>
        {
            report(words);
            node.Answers.ShowQueue(words, clock.GetUtcNow());
            node.Cluster?.Announce(new QueuePolled(words, clock.WallClockNow));
        };
        var unowned = new UnownedJobs(node.Health, node.Unowned, node.Condor.Instance, log);
        return new RestartableRef("queue-poller", Made) { HasWatchList = true };

        Props Made()
        {
            var pods = region();
            return Props.Create(() =>
                new QueuePollerActor(scheduler, pods, unowned, strays, waiting, options, clock, clock.Wall, log, trouble)
            );
        }
    }

    private static IEnumerable<RestartableRef> ForgottenOf(NodeContext node, Func<IActorRef> region)
    {
        if (node.Options.ForgottenAfter == TimeSpan.Zero)
            yield break;
        var (board, options, clock) = (node.Board, node.Options, node.Clock);
        var (trouble, log) = (node.Health.Of("forgotten pods"), node.Logs.CreateLogger<ForgottenPodsActor>());
        yield return new RestartableRef("forgotten-pods", Made);

        Props Made()
        {
            var pods = region();
            return Props.Create(() => new ForgottenPodsActor(pods, board, options, trouble, clock, log));
        }
    }

    private static IEnumerable<RestartableRef> PoolTotalsOf(NodeContext node)
    {
        if (node.Options.Node.PoolInterval == TimeSpan.Zero)
            yield break;
        var (scheduler, board, limit, options, clock) = (node.Scheduler, node.Answers, node.Condor.LongestCall, node.Options, node.Clock);
        Func<DateTimeOffset> now = () => clock.WallClockNow;
        var (resources, trouble) = (KubernetesNode.ResourcesOf(options), node.Health.Of("pool-totals queries"));
        yield return new RestartableRef(
            "pool-totals",
            () => Props.Create(() => new PoolTotalsActor(scheduler, resources, board, limit, options, clock, now, trouble))
        );
    }

    private static RestartableRef ScheddOf(NodeContext node)
    {
        var (scheduler, board, pods, limit) = (node.Scheduler, node.Answers, node.States, node.Condor.LongestCall);
        var (options, clock, trouble) = (node.Options, node.Clock, node.Health.Of("schedd"));
        var log = node.Logs.CreateLogger<ScheddActor>();
        return new RestartableRef(
            "schedd-name",
            () => Props.Create(() => new ScheddActor(scheduler, board, pods, limit, options, clock, trouble, log))
        );
    }

    private static RestartableRef? ExplainerOf(NodeContext node)
    {
        var (scheduler, clock, after) = (node.Scheduler, node.Clock, node.Options.ExplainIdleAfter);
        if (after == TimeSpan.Zero)
            return null;
        var round = after < LongestRound ? after : LongestRound;
        // A pod asks again with each of its reminders, after the poll that follows.
        var forgetAfter = 3 * (node.Options.RetryAtMost + node.Options.PollInterval);
        var limit = 2 * node.Condor.LongestCall;
        Func<DateTimeOffset> now = () => clock.WallClockNow;
        return new RestartableRef(
            "idle-explainer",
            () => Props.Create(() => new IdleExplainerActor(scheduler, round, forgetAfter, limit, clock, now))
        );
    }

    private static RestartableRef TombstonesOf(NodeContext node, Func<IActorRef> region)
    {
        var options = node.Options;
        var search = new TombstoneSearch(node.Journal, options, node.Clock);
        Func<Task<OldTombstones>> find = search.FindAsync;
        var log = node.Logs.CreateLogger<TombstonesActor>();
        return new RestartableRef("tombstones", Made);

        Props Made()
        {
            var pods = region();
            return Props.Create(() => new TombstonesActor(pods, find, options.RetryAfter, options.ForgetEvery, log));
        }
    }

    private static RestartableRef WakeUpOf(NodeContext node, Func<IActorRef> region, RestartableRef tombstones) =>
        new("wake-up", () => WakeUpOf(node, region(), tombstones, left => node.States.Unread = left));

    /// <param name="node">The dependencies of the actors.</param>
    /// <param name="pods">The shard region.</param>
    /// <param name="tombstones">Told when all known pods are awake.</param>
    /// <param name="unread">Told how many known pods have not answered yet.</param>
    public static Props WakeUpOf(NodeContext node, IActorRef pods, ICanTell tombstones, Action<int> unread)
    {
        var again = node.Options.RetryAfter;
        var log = node.Logs.CreateLogger<WakeUpActor>();
        // Another node may be writing the folder of a pod that has no events yet.
        var age = node.Cluster is null ? TimeSpan.Zero : OldFolder;
        var lists = new WakeUpLists(
            () => WakeUpActor.KnownAsync(node.Journal),
            () => Task.Run(() => WakeUpActor.LeftoversAsync(node.Journal, node.Folders, node.Scheduler, age))
        );
        TimeSpan? patience = node.Cluster is null ? null : WakeAgainAfter;
        return Props.Create(() => new WakeUpActor(pods, lists, again, tombstones, unread, log, patience));
    }
}
